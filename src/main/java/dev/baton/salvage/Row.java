package dev.baton.salvage;

import dev.baton.salvage.SalvageReport.Item;
import dev.baton.salvage.SalvageReport.Result;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A line of the report in the making. */
final class Row {
    private final Tail tail;
    private final Content content;
    private @Nullable Long before;
    private @Nullable Long injected;
    private @Nullable Long superseded;
    private @Nullable String failure;

    Row(Tail tail, Content content) {
        this.tail = tail;
        this.content = content;
    }

    /** With what earlier runs did. */
    Row with(Note earlier) {
        before = earlier.records();
        return this;
    }

    /** With what this run did. */
    Row with(Note earlier, Injection.Done done) {
        injected = done.note().records() - earlier.records();
        superseded = done.note().superseded();
        failure = done.failure() == null ? null : done.failure().getMessage();
        return this;
    }

    Item item() {
        return item(failure == null ? Result.INJECTED : Result.FAILED);
    }

    Item item(Result result) {
        String reason = Stream.concat(Stream.ofNullable(failure), tail.remark().stream())
                .collect(Collectors.joining("; "));
        return new Item(
                tail.topic(),
                tail.partition(),
                tail.targetTopic(),
                tail.endedBy(),
                tail.failoverPoint(),
                tail.from(),
                tail.to(),
                content.records(),
                true,
                content.bytes(),
                content.firstTime(),
                content.lastTime(),
                tail.removed(),
                Math.max(0, tail.sourceEnd() - tail.to()),
                before,
                injected,
                superseded,
                result,
                reason.isEmpty() ? null : reason);
    }
}
