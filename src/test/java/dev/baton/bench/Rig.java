package dev.baton.bench;

import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What benchmarks of mirrors run on: brokers as in use, and MirrorMaker 2 tuned as the data was written. */
final class Rig {
    private static final Duration IDLE_A_SECOND = Duration.ofMillis(200);

    private Rig() {}

    /** A broker that may use what a server's JVM uses; the test kit's own settings are for a quick start. */
    static ClusterSpec broker(String name) {
        return KafkaCluster.named(name)
                .with("num.network.threads", "3")
                .with("num.io.threads", "8")
                .with("broker.session.timeout.ms", "9000") // a busy machine must not fence its only broker
                .jvm("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx1g");
    }

    /** Waits, for at most half a minute, until the brokers have compiled what they took to be worth it. */
    static void awaitIdle() throws InterruptedException {
        Duration before = childrensTime();
        for (int second = 0; second < 30; second++) {
            TimeUnit.SECONDS.sleep(1);
            Duration now = childrensTime();
            if (now.minus(before).compareTo(IDLE_A_SECOND) < 0) {
                return;
            }
            before = now;
        }
    }

    private static Duration childrensTime() {
        return ProcessHandle.current()
                .children()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Its producer writes as the data was written: the same compression, batches and linger. */
    static MirrorMaker2 mirrorMaker2(KafkaCluster source, KafkaCluster target, String topic, String compression) {
        Map<String, String> settings = new HashMap<>();
        settings.put("east->west.topics", topic);
        for (String prefix : List.of("east->west.producer.", "west.producer.")) {
            settings.put(prefix + "compression.type", compression);
            settings.put(prefix + "batch.size", "131072");
            settings.put(prefix + "linger.ms", "20");
        }
        return MirrorMaker2.start(source, target, settings);
    }
}
