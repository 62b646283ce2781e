package org.letterlock.engine.arc;

import org.letterlock.engine.dkim.DkimSignature;
import org.letterlock.engine.mime.HeaderField;

/**
 * What one server added (RFC 8617 §4.2).
 *
 * @param results its ARC-Authentication-Results
 * @param message its ARC-Message-Signature
 * @param seal its ARC-Seal
 */
record ArcSet(HeaderField results, DkimSignature message, ArcSeal seal) {}
