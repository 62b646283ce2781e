package org.letterlock.protocol;

/**
 * A record that should stand in the DNS.
 *
 * @param name in A-labels, without a trailing dot
 * @param type such as {@code TXT}
 * @param value as a zone file has it; a text longer than 255 octets in several strings
 * @param purpose what it is for, in a word
 */
public record DnsRecord(String name, String type, String value, String purpose) {}
