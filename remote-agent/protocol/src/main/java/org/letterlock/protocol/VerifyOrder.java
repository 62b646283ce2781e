package org.letterlock.protocol;

/**
 * Asks to look over every file.
 *
 * @param repair whether to rebuild what can be rebuilt where something is wrong: indexes, counters, the text index
 */
public record VerifyOrder(boolean repair) {}
