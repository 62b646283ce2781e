package org.letterlock.engine.queue;

/**
 * Names a letter in the queue, such as {@code q-5f3c…}.
 *
 * @param value the name
 */
public record QueueId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
