/**
 * SSH, and the only place that knows JSch. A server's key is shown at the first meeting, before anything secret is said, and pinned from then on: another key is a
 * full stop. What runs on a server is a {@link org.letterlock.desktop.ssh.RemoteCommand}, quoted in one place; secrets go through its input, never its words.
 */
@NullMarked
package org.letterlock.desktop.ssh;

import org.jspecify.annotations.NullMarked;
