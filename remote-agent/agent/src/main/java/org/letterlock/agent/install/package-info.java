/**
 * Puts a release onto the computer and takes it off again. {@link org.letterlock.agent.install.Installer} goes step by step: each looks whether it is done already,
 * is noted in the {@link org.letterlock.agent.install.HostJournal} before and after, and can be undone. A release lies beside the one before; a link says which runs.
 *
 * <pre>
 * /opt/letterlock/releases/NAME   a release, root's, read only to the engine
 * /opt/letterlock/current         the link
 * /opt/letterlock/journal         what was changed
 * /var/lib/letterlock             the engine's data, its user's alone
 * /etc/systemd/system/letterlock.service
 * /usr/local/bin/letterlock-agent
 * </pre>
 */
@NullMarked
package org.letterlock.agent.install;

import org.jspecify.annotations.NullMarked;
