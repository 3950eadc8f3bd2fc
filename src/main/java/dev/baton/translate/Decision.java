package dev.baton.translate;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** From what was gathered to one translation a commit. Pure. */
final class Decision {
    private final Gathered gathered;
    private final By by;
    private final LookedUp more;
    private final EvidenceFinder finder;

    private Decision(Gathered gathered, By by, LookedUp more) {
        this.gathered = gathered;
        this.by = by;
        this.more = more;
        this.finder = new EvidenceFinder(gathered);
    }

    /** Translates every commit of the selection, by group, topic and partition. */
    static List<Translated> translate(Gathered gathered, Translate.Request request, LookedUp more) {
        Decision decision = new Decision(gathered, request.at() == null ? request.by() : By.TIMESTAMP, more);
        List<Translated> translated = new ArrayList<>();
        Standings.of(gathered, request.selection())
                .forEach((group, standings) -> standings.forEach(
                        (partition, standing) -> translated.add(decision.translate(group, partition, standing))));
        return translated;
    }

    /** Commits for copies of the target's own topics, where what they are could not be asked. */
    static List<Translated> unknownCopies(Gathered gathered, Selection selection, String why) {
        List<Translated> translated = new ArrayList<>();
        Standings.of(gathered, selection)
                .forEach((group, standings) -> standings.forEach((partition, standing) -> {
                    if (gathered.isCopy(partition)) {
                        translated.add(new Translated(
                                group.equals(Standings.NOBODY) ? null : group,
                                partition,
                                gathered.targetOf(partition),
                                standing,
                                unknownCopy(partition, standing, why),
                                null));
                    }
                }));
        return translated;
    }

    private static Answer unknownCopy(TopicPartition source, Standing standing, String why) {
        return new Answer(
                new Translation.Unknown("the group read a copy on the source, " + source + ", and committed "
                        + standing.committed() + " there; what that is here only the source's offset map"
                        + " of the copy says, and " + why),
                null);
    }

    private Translated translate(String group, TopicPartition source, Standing standing) {
        TopicPartition target = gathered.targetOf(source);
        List<Evidence> looked = more.of(group, source);
        List<Evidence> evidence = new ArrayList<>(finder.find(group, source).stream()
                .filter(by::admits)
                .filter(found -> !isRefuted(found, looked))
                .toList());
        evidence.addAll(looked);
        LogRange targetLog = gathered.targetLogs().get(target);
        Question question = new Question(
                standing.committed(),
                gathered.sourceLogs().get(source),
                targetLog,
                evidence,
                gathered.targetSilence(target));
        Answer answer = ofCopy(source, standing, Translator.translate(question));
        return new Translated(
                group.equals(Standings.NOBODY) ? null : group,
                source,
                target,
                standing,
                answer,
                unseen(source, standing, answer, targetLog));
    }

    private static boolean isRefuted(Evidence found, List<Evidence> looked) {
        return found instanceof Evidence.Checkpointed
                && looked.stream()
                        .anyMatch(one ->
                                one instanceof Evidence.Refuted refuted && refuted.method() == Method.CHECKPOINT);
    }

    /** Where the source cannot be asked, nobody can say what a commit for a copy of the target's own topic is. */
    private Answer ofCopy(TopicPartition source, Standing standing, Answer answer) {
        boolean unknown = answer.translation() instanceof Translation.Unknown;
        return unknown && !gathered.sourceReachable() && gathered.isCopy(source)
                ? unknownCopy(source, standing, "the source did not answer")
                : answer;
    }

    /** What the group may have consumed since anybody looked. */
    private @Nullable Long unseen(
            TopicPartition source, Standing standing, Answer answer, @Nullable LogRange targetLog) {
        if (gathered.sourceReachable()) {
            return null;
        }
        var mark = gathered.state().marks().get(source);
        if (mark != null) {
            return Math.max(0, mark.coveredTo() - standing.committed());
        }
        Long target = answer.translation().targetOrNull();
        return target == null || targetLog == null ? null : Math.max(0, targetLog.end() - target);
    }
}
