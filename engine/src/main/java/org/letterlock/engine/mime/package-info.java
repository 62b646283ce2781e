/**
 * The structure of messages (RFC 5322, RFC 2045 to 2049, RFC 2231, RFC 7103): where each part lies, octet by octet, what its header says, the
 * envelope, the preview and the text to search. Pure functions over octets; knows no protocol and no storage.
 */
@NullMarked
package org.letterlock.engine.mime;

import org.jspecify.annotations.NullMarked;
