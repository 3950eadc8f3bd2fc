package dev.baton.switchover;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts that a hook finds in its environment. Pure. */
final class HookEnvironment {
    /**
     * A variable that is longer is left out: Linux starts no process where one takes more than 128 KiB (MAX_ARG_STRLEN), and
     * all of them together share a stack with the arguments. Standard input has the same facts.
     */
    static final int LONGEST_BYTES = 64 << 10;

    private HookEnvironment() {}

    /** Puts them there; one that is too long is taken away, were it inherited. */
    static void put(Map<String, String> environment, SwitchPlan plan, Hook hook, @Nullable String failure) {
        of(plan, hook, failure).forEach((name, value) -> {
            if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
    }

    private static Map<String, String> of(SwitchPlan plan, Hook hook, @Nullable String failure) {
        List<String> groups =
                plan.going().stream().map(SwitchPlan.GroupPlan::group).toList();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("BATON_SWITCH", plan.id());
        facts.put("BATON_MODE", plan.request().mode().name().toLowerCase(Locale.ROOT));
        facts.put("BATON_FROM", plan.from());
        facts.put("BATON_TO", plan.to());
        facts.put("BATON_WHEN", hook.when().name().toLowerCase(Locale.ROOT));
        facts.put("BATON_STEP", hook.step());
        facts.put("BATON_GROUPS", String.join("\n", groups));
        facts.put("BATON_TOPICS", String.join("\n", plan.topics()));
        facts.put("BATON_FAILURE", failure == null ? "" : failure);
        return facts;
    }
}
