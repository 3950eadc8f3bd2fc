package dev.baton.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records of a shop: orders, payments, and customers of whom the latest state is kept. Ids begin with a name of the caller's. */
public final class Shapes {
    private static final String[] GOODS = {"baton", "shoe", "spike", "hurdle", "watch", "towel", "bottle", "vest"};
    private static final int TOMBSTONE_EVERY = 23;

    private Shapes() {}

    /** Orders of 300 bytes to 1 kB of JSON, keyed by customer. */
    public static Shape orders(String topic, String name) {
        return n -> {
            Random random = new Random(n);
            String id = name + "-" + n;
            String customer = "customer-" + random.nextInt(5_000);
            StringBuilder json = open(id, customer).append(",\"lines\":[");
            int lines = 2 + random.nextInt(8);
            for (int line = 0; line < lines; line++) {
                json.append(line == 0 ? "" : ",")
                        .append("{\"sku\":\"")
                        .append(GOODS[random.nextInt(GOODS.length)])
                        .append('-')
                        .append(random.nextInt(100_000))
                        .append("\",\"quantity\":")
                        .append(1 + random.nextInt(9))
                        .append(",\"cents\":")
                        .append(100 + random.nextInt(99_900))
                        .append(",\"warehouse\":\"lane-")
                        .append(random.nextInt(8))
                        .append("\"}");
            }
            json.append("],\"ship\":\"").append(random.nextLong()).append(" Relay Street\"}");
            return record(topic, id, customer, json.toString());
        };
    }

    /** Small payments, keyed by order. */
    public static Shape payments(String topic, String name) {
        return n -> {
            Random random = new Random(~n);
            String id = name + "-" + n;
            String order = "orders-" + random.nextInt(1_000_000);
            String json = open(id, order)
                    .append(",\"cents\":")
                    .append(random.nextInt(1_000_000))
                    .append(",\"iban\":\"")
                    .append(Math.abs(random.nextLong()))
                    .append("\"}")
                    .toString();
            return record(topic, id, order, json);
        };
    }

    /** States of a few hundred customers, whose keys repeat; now and then a tombstone. */
    public static Shape customers(String topic, String name, int customers) {
        return n -> {
            Random random = new Random(31 * n + 7);
            String id = name + "-" + n;
            String key = "customer-" + random.nextInt(customers);
            boolean gone = random.nextInt(TOMBSTONE_EVERY) == 0;
            String json = open(id, key)
                    .append(",\"points\":")
                    .append(random.nextInt(10_000))
                    .append(",\"note\":\"")
                    .append(Long.toHexString(random.nextLong()).repeat(12))
                    .append("\"}")
                    .toString();
            return record(topic, id, key, gone ? null : json);
        };
    }

    private static StringBuilder open(String id, String about) {
        return new StringBuilder(600)
                .append("{\"id\":\"")
                .append(id)
                .append("\",\"about\":\"")
                .append(about)
                .append('"');
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String id, String key, @Nullable String value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                null,
                System.currentTimeMillis(),
                key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                List.of());
        record.headers().add(LogRecord.ID, id.getBytes(UTF_8));
        return record;
    }
}
