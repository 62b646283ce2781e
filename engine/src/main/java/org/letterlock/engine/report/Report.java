package org.letterlock.engine.report;

/** What a letter reports. */
public sealed interface Report permits Bounces, Complaint, DmarcReport, TlsReport {}
