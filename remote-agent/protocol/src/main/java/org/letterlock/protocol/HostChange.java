package org.letterlock.protocol;

/**
 * Something that the agent changed on its computer.
 *
 * @param at when
 * @param step the step that it belongs to
 * @param what what was changed, in words
 * @param undo how to undo it by hand
 * @param state {@code begun}, {@code done} or {@code undone}
 */
public record HostChange(String at, String step, String what, String undo, String state) {}
