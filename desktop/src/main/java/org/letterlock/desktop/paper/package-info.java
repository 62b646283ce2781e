/** What is put on paper, or held before a camera: QR codes and a page. Knows no screen; the only one that knows ZXing. */
@NullMarked
package org.letterlock.desktop.paper;

import org.jspecify.annotations.NullMarked;
