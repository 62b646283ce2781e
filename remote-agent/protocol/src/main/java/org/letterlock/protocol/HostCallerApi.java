package org.letterlock.protocol;

import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;

/** What an agent tells whoever started it. */
@JsonSegment("caller")
public interface HostCallerApi {

    /** How far a call is that takes a while. */
    @JsonNotification
    void progress(Progress progress);
}
