package org.letterlock.engine.queue;

import java.time.LocalDate;
import org.letterlock.engine.mail.DomainName;

/**
 * A day of which a domain is to be told.
 *
 * @param day in UTC
 */
public record ReportDay(LocalDate day, DomainName domain) {}
