/**
 * HTTP as a client (RFC 9110, RFC 9112): one request a connection, over TLS alone, to hosts in the public internet alone unless somebody says otherwise. What runs on this machine is asked in clear text, by another class. Redirects are not followed, nothing is
 * kept.
 */
@NullMarked
package org.letterlock.engine.http;

import org.jspecify.annotations.NullMarked;
