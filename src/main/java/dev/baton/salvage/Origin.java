package dev.baton.salvage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The header that a record written again carries: where it came from, as JSON. */
final class Origin {
    static final String HEADER = "baton.salvage.origin";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Origin() {}

    /** The record's own headers, and this one behind them. */
    static List<Header> headers(String clusterId, TailRecord record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new RecordHeader(header.key(), header.value())));
        headers.add(new RecordHeader(HEADER, text(clusterId, record)));
        return headers;
    }

    /** Whether a record was written again by a salvage. */
    static boolean isIn(Headers headers) {
        return headers.lastHeader(HEADER) != null;
    }

    private static byte[] text(String clusterId, TailRecord record) {
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("cluster", clusterId)
                    .put("topic", record.partition().topic())
                    .put("partition", record.partition().partition())
                    .put("offset", record.offset()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
