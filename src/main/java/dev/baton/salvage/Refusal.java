package dev.baton.salvage;

import dev.baton.salvage.SalvageReport.Item;
import dev.baton.salvage.SalvageReport.Result;

/** A partition whose tail cannot be told, and why. */
public record Refusal(String topic, String targetTopic, int partition, String reason) {
    Item item() {
        return new Item(
                topic,
                partition,
                targetTopic,
                null,
                null,
                null,
                null,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Result.REFUSED,
                reason);
    }
}
