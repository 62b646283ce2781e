/**
 * MTA-STS (RFC 8461): the record that announces a policy, and the policy, by which a domain says that its mail goes over verified TLS alone. Words only: who
 * fetches, keeps and obeys them is another's work.
 */
@NullMarked
package org.letterlock.engine.mtasts;

import org.jspecify.annotations.NullMarked;
