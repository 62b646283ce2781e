package org.letterlock.engine.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What mail mostly consists of, as what goes before each packed piece (a raw dictionary, RFC 8878 §5): even a short header then has something to refer to.
 * Nobody reads a file without it.
 */
public final class MailWords {

    /** What is likelier stands nearer to the end. Stored octets depend on every character of it, so it never changes; another one needs a format of its own. */
    private static final String WORDS = """
            </tbody></table></body></html> border="0" cellpadding="0" cellspacing="0" width="100%" align="center" valign="top" \
            bgcolor="#ffffff" style="font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 1.5; color: #333333; \
            text-decoration: none; margin: 0; padding: 0; background-color: #ffffff; display: block;"><tr><td><a href="https://www." \
            target="_blank"><img src="https://" alt="" width="" \
            height=""></a></td></tr></table></div></p><br><p><span></span></strong><strong>&nbsp;</li><li><ul>
            <!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; \
            charset=UTF-8"><title></title><style type="text/css"></style></head><body><div dir="ltr"><blockquote class="gmail_quote">
            -----BEGIN PGP SIGNATURE-----
            On , wrote:
            > The following and that this with from your have will not are you for can please thank all
            Mon, Tue, Wed, Thu, Fri, Sat, Sun, Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec 2020 2021 2022 2023 2024 2025 2026 -0500 -0700 \
            +0200 +0100 +0000 (UTC) (GMT) (PDT) (EST) (CET)
            .google.com .gmail.com .outlook.com .yahoo.com .example.org .net localhost (localhost [127.0.0.1])
            This is a multi-part message in MIME format.
            Auto-Submitted: no
            Precedence: bulk
            X-Priority: 3
            X-Mailer: Microsoft Outlook
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:1.0) Gecko/20100101 Thunderbird/
            Errors-To: Sender: Resent-
            List-Id: <>
            List-Post: <mailto:>
            List-Help: <mailto:?subject=help>
            List-Archive: <http://>
            List-Subscribe: <https://mailman/listinfo/>, <mailto:-request@?subject=subscribe>
            List-Unsubscribe: <https://>, <mailto:?subject=unsubscribe>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            X-Spam-Status: No, score= required=5.0 tests=BAYES_00,DKIM_SIGNED,DKIM_VALID,HTML_MESSAGE,RCVD_IN_DNSWL_NONE,SPF_PASS \
            autolearn=ham version=3.4
            X-Spam-Checker-Version: SpamAssassin
            X-Spam-Level:\s
            X-Virus-Scanned: Debian amavisd-new at\s
            X-Google-DKIM-Signature: X-Gm-Message-State: X-Received: by with SMTP id\s
            X-MS-Exchange-Organization-
            ARC-Seal: i=1; a=rsa-sha256; t=; cv=none; d=; s=arc-20160816; b=
            ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed;\s
            ARC-Authentication-Results: i=1; mx.google.com;\s
            DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/relaxed;
            \td=; s=default; t=; x=; i=@; \
            h=from:to:cc:subject:date:message-id:mime-version:content-type:content-transfer-encoding:in-reply-to:references:reply-to:list-id; \
            bh=; b=
            Authentication-Results: ; dkim=pass (2048-bit key) header.d= header.i=@ header.b=; spf=pass (: domain of  designates  as \
            permitted sender) smtp.mailfrom=; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=
            Received-SPF: pass client-ip=; envelope-from=; helo=;
            Delivered-To:\s
            Return-Path: <>
            Received: from  (unknown [10.0.0.1]) by  (Postfix) with ESMTPS id\s
            \t(version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);
            \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
            \t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)
            \t(No client certificate requested)
            \tby mail. with ESMTP id ; for <@>;\s
            Subject: Re: [] =?UTF-8?Q?=?= =?utf-8?B? =?iso-8859-1?Q?
            From: "" <@.com>
            To:\s
            Cc:\s
            Reply-To:\s
            In-Reply-To: <
            References: <
            Message-ID: <@mail.>
            Date:\s
            MIME-Version: 1.0
            Content-Language: en-US
            Content-Transfer-Encoding: 7bit
            Content-Transfer-Encoding: 8bit
            Content-Transfer-Encoding: base64
            Content-Transfer-Encoding: quoted-printable
            Content-Disposition: attachment; filename="
            Content-Disposition: inline
            Content-ID: <
            Content-Type: application/pdf; name="
            Content-Type: image/png; name="
            Content-Type: multipart/mixed; boundary="
            Content-Type: multipart/related; boundary="
            Content-Type: multipart/alternative; boundary="----=_NextPart_000_
            Content-Type: text/html; charset="utf-8"
            Content-Type: text/plain; charset=us-ascii; format=flowed
            Content-Type: text/plain; charset=ISO-8859-1
            Content-Type: text/plain; charset=UTF-8
            """;

    private MailWords() {}

    /** The dictionary; a copy. */
    public static byte[] octets() {
        return WORDS.replace("\n", "\r\n").getBytes(US_ASCII);
    }
}
