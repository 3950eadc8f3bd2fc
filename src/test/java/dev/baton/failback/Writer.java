package dev.baton.failback;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes unique values to {@code orders} (in transactions of 5, every fourth aborted) and {@code customers} until stopped. */
final class Writer implements AutoCloseable {
    private final KafkaCluster cluster;
    private final String prefix;
    private final Thread thread;
    private volatile boolean ended;

    Writer(KafkaCluster cluster, String prefix) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.thread = new Thread(this::write, "writer-" + prefix);
        thread.start();
    }

    private void write() {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("transactional.id", "writer"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int t = 0; !ended; t++) {
                producer.beginTransaction();
                for (int i = 0; i < 5; i++) {
                    String value = prefix + "-" + t + "-" + i;
                    var unused = producer.send(new ProducerRecord<>("orders", 0, "k", value));
                }
                var unused = producer.send(new ProducerRecord<>("customers", 0, "k" + t % 50, prefix + "-" + t));
                producer.flush();
                if (t % 4 == 3) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
            producer.close(Duration.ofSeconds(5));
        }
    }

    /** Ends the last transaction, and returns when nothing more comes. */
    void stop() throws InterruptedException {
        ended = true;
        thread.join(20_000);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
