package dev.baton.render;

/** Names of topics in tables. */
final class Names {
    private Names() {}

    /** The source's name, and the target's where that is another one. */
    static String of(String topic, String targetTopic) {
        return topic.equals(targetTopic) ? topic : topic + " -> " + targetTopic;
    }
}
