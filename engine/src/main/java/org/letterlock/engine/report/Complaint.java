package org.letterlock.engine.report;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * Somebody did not want a letter, or a receiver tells of one that failed its checks (RFC 5965, RFC 6591).
 *
 * @param type what is said of it, in lower case, such as {@code abuse}, {@code fraud}, {@code not-spam}, {@code auth-failure}
 * @param reported the domain that it is about; empty where it does not say
 * @param source the address that the letter came from
 * @param agent the program that reports; at most 200 characters, harmless to show
 * @param incidents how many letters; 1 to 1,000,000
 */
public record Complaint(
        String type, Optional<DomainName> reported, Optional<String> source, Optional<String> agent, long incidents)
        implements Report {}
