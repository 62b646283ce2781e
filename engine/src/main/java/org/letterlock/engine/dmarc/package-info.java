/**
 * Domain-based Message Authentication, Reporting, and Conformance (RFC 9989): what the domain of the author wants done with letters that nobody vouches for.
 * {@link org.letterlock.engine.dmarc.DmarcChecker} finds the policy by the DNS Tree Walk and compares domains. Takes the results of SPF and DKIM as values and
 * knows neither.
 */
@NullMarked
package org.letterlock.engine.dmarc;

import org.jspecify.annotations.NullMarked;
