package org.letterlock.engine.mime;

/**
 * A link of HTML.
 *
 * @param text what people see of it
 * @param target where it leads, as it is written
 */
public record Hyperlink(String text, String target) {}
