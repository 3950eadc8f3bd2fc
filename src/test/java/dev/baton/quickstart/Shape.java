package dev.baton.quickstart;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records of one topic, one after the other; the same number always gives the same id. */
@FunctionalInterface
public interface Shape {
    /** The n-th record, counted from 0. */
    ProducerRecord<byte[], byte[]> make(long n);
}
