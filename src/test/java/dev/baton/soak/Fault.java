package dev.baton.soak;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * What can happen to a mirror and its clusters; each heals before {@link #strike} returns, or is for the mirror to heal. Victims
 * are picked by number or place, whoever happens to live, so that a seed strikes the same ones again.
 */
public enum Fault {
    MIRROR_KILLED {
        @Override
        public void strike(Scene scene, Random random) {
            scene.leave(one(scene.places(), random)).kill();
            if (scene.places().isEmpty()) {
                scene.startMirror();
            }
        }
    },
    MIRROR_FROZEN {
        @Override
        public void strike(Scene scene, Random random) {
            BatonProcess mirror = scene.mirrorAt(one(scene.places(), random));
            mirror.pause();
            pause(random, 1_000, 12_000);
            mirror.resume();
        }
    },
    MIRROR_JOINS_OR_LEAVES {
        @Override
        public void strike(Scene scene, Random random) {
            if (scene.places().size() < Scene.PLACES) {
                scene.startMirror();
            } else {
                scene.leave(one(scene.places(), random)).terminate();
            }
        }
    },
    SOURCE_KILLED {
        @Override
        public void strike(Scene scene, Random random) {
            kill(scene.east(), random);
        }
    },
    SOURCE_FROZEN {
        @Override
        public void strike(Scene scene, Random random) {
            freeze(scene.east(), random);
        }
    },
    TARGET_KILLED {
        @Override
        public void strike(Scene scene, Random random) {
            kill(scene.west(), random);
        }
    },
    /** The broker ends itself; it comes back when there is room again. */
    TARGET_DISK_FULL {
        @Override
        public void strike(Scene scene, Random random) {
            int node = 1 + random.nextInt(scene.west().brokers());
            scene.west().fillDisk(node);
            // a broker whose only log directory fails ends itself
            Awaitility.await("the broker notices its full disk")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !scene.west().isUp());
            scene.west().revive();
        }
    },
    TARGET_FROZEN {
        @Override
        public void strike(Scene scene, Random random) {
            freeze(scene.west(), random);
        }
    },
    /** Several in a few seconds, on both sides, in the middle of requests; only where the scene has ways that can be cut. */
    CONNECTION_CUT {
        @Override
        public void strike(Scene scene, Random random) {
            for (int cut = 0; cut < CUTS; cut++) {
                scene.cut(random);
            }
        }
    };

    private static final int CUTS = 10;

    /** Lets it happen. */
    public abstract void strike(Scene scene, Random random);

    private static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static void kill(KafkaCluster cluster, Random random) {
        cluster.kill(1 + random.nextInt(cluster.brokers()));
        pause(random, 100, 5_000);
        cluster.revive();
    }

    private static void freeze(KafkaCluster cluster, Random random) {
        int node = 1 + random.nextInt(cluster.brokers());
        cluster.pause(node);
        pause(random, 500, 12_000);
        cluster.resume(node);
    }

    private static void pause(Random random, int leastMillis, int mostMillis) {
        LockSupport.parkNanos(Duration.ofMillis(leastMillis + random.nextInt(mostMillis - leastMillis))
                .toNanos());
    }
}
