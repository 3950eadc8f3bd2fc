package dev.baton.quickstart;

import java.time.Instant;

/** A group's application has processed a record, which it read on this cluster at this place. */
public record Processed(String group, Site site, LogRecord record, Instant at) {}
