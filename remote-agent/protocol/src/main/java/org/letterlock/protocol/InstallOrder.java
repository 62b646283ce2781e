package org.letterlock.protocol;

/**
 * How to install the release that the agent was started from.
 *
 * @param work what {@link Progress} is to call it
 * @param hostname the name that the server is to greet with, such as {@code mail.example.org}
 */
public record InstallOrder(String work, String hostname) {}
