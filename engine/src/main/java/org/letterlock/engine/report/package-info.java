/**
 * What other servers report: bounces (RFC 3464, and those in words alone), complaints (RFC 5965), aggregate reports of DMARC (RFC 9990, RFC 7489 appendix C) and of
 * TLS (RFC 8460). {@link org.letterlock.engine.report.ReportReader} reads them from the octets of strangers, within its limits, and keeps no content of letters; it
 * asks nobody and knows no storage. The reports of TLS that we send are written here, too.
 */
@NullMarked
package org.letterlock.engine.report;

import org.jspecify.annotations.NullMarked;
