/**
 * What makes a letter junk: signs in the letter, what was measured when it came ({@code mail.Provenance}), the words that its reader threw away before. Pure rules over
 * octets and counts; knows no store and no network. Those who measure (the MX) and those who judge (the account) are apart, and both know only these words.
 *
 * <p>A judgement is a sum of {@link org.letterlock.engine.spam.Reason}s. No sign that an honest letter can bear is enough by itself: a letter that is put aside
 * wrongly is ten times worse than one that is let through.
 */
@NullMarked
package org.letterlock.engine.spam;

import org.jspecify.annotations.NullMarked;
