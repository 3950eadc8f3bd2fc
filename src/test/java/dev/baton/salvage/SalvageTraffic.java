package dev.baton.salvage;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records with unique values until closed: plain ones to {@code orders}, transactions to {@code ledger}, a third of them aborted. */
final class SalvageTraffic implements AutoCloseable {
    private final KafkaCluster cluster;
    private final Thread plain = new Thread(this::writePlain, "plain");
    private final Thread transactional = new Thread(this::writeTransactions, "transactional");
    private volatile boolean ended;

    SalvageTraffic(KafkaCluster cluster) {
        this.cluster = cluster;
        plain.start();
        transactional.start();
    }

    void goOnFor(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private void writePlain() {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; !ended; i++) {
                var record = new ProducerRecord<>("orders", i % 2, "k" + i, "order-" + i);
                record.headers().add(new RecordHeader("n", new byte[] {(byte) i}));
                var unused = producer.send(record);
                if (i % 20 == 0) {
                    Thread.sleep(4);
                }
            }
            producer.close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeTransactions() {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("transactional.id", "ledger", "transaction.timeout.ms", 4_000),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int t = 0; !ended; t++) {
                producer.beginTransaction();
                for (int i = 0; i < 7; i++) {
                    var unused = producer.send(new ProducerRecord<>("ledger", 0, "k", "entry-" + t + "-" + i));
                }
                producer.flush();
                if (t % 3 == 2) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        } catch (KafkaException e) {
            // the cluster was killed under it
            ended = true;
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        plain.interrupt();
        transactional.interrupt();
        plain.join(10_000);
        transactional.join(10_000);
    }
}
