#!/usr/bin/env python3
"""Writes the sample inquiries, byte for byte as mail programs send them. Invented people throughout.

Run it in this folder after a change: python3 make.py
"""
import base64
import quopri
from pathlib import Path

HERE = Path(__file__).parent
COACH = "coach@praxis.example.com"


def b64(text, charset="utf-8"):
    return base64.encodebytes(text.encode(charset)).replace(b"\n", b"\r\n")


def qp(text, charset="utf-8"):
    body = quopri.encodestring(text.replace("\r\n", "\n").encode(charset)).replace(b"\r\n", b"\n")
    return body.replace(b"\n", b"\r\n")


def word(text, charset="utf-8", encoding="B"):
    data = text.encode(charset)
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    return f"=?{charset}?Q?" + "".join(f"={byte:02X}" for byte in data) + "?="


def cut_words(text, charset="utf-8", size=21):
    """Encoded words cut after a number of bytes, in the middle of letters: wrong, and common."""
    data = text.encode(charset)
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def write(name, *parts, newline="\r\n"):
    out = b""
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8")
        out += data.replace(b"\r\n", b"\n").replace(b"\n", newline.encode())
    (HERE / f"{name}.eml").write_bytes(out)


# ---------------------------------------------------------------- Italian

IT_GMAIL = """Buongiorno dottoressa,

ho trovato il suo sito cercando un percorso di coaching per un cambio di
carriera. Lavoro da dodici anni nella stessa azienda e vorrei capire se è il
momento di provare qualcosa di diverso.

Ha disponibilità per un primo colloquio nelle prossime settimane? Preferirei
in presenza, ma anche online va benissimo.

La ringrazio e le auguro una buona giornata.
Giulia Ferrari
"""
write(
    "it_gmail",
    f"""Delivered-To: {COACH}
Return-Path: <giulia.ferrari@mail.example.com>
Received: from mail-lf1-f41.mail.example.com (mail-lf1-f41.mail.example.com. [192.0.2.41])
        by mx.praxis.example.com with SMTPS id 2adb3069b0e04
        for <{COACH}>
        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);
        Mon, 16 Nov 2026 01:12:44 -0800 (PST)
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
        d=mail.example.com; s=20230601; t=1794820363;
        h=to:subject:message-id:date:from:mime-version:from:to:cc:subject;
        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=abc
MIME-Version: 1.0
From: Giulia Ferrari <giulia.ferrari@mail.example.com>
Date: Mon, 16 Nov 2026 10:12:31 +0100
X-Gm-Features: AWmQ_bkQ
Message-ID: <CAHk-wR5q8vP9=xyz0123@mail.example.com>
Subject: Informazioni su un percorso di coaching
To: {COACH}
Content-Type: multipart/alternative; boundary="000000000000a1b2c3061234abcd"

--000000000000a1b2c3061234abcd
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

""",
    qp(IT_GMAIL),
    """
--000000000000a1b2c3061234abcd
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

""",
    qp('<div dir="ltr">' + IT_GMAIL.replace("\n\n", "<br><br>").replace("\n", " ") + "</div>\n"),
    "\n--000000000000a1b2c3061234abcd--\n",
)

OUTLOOK_HTML = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal
	{{margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}}
--></style>
</head>
<body lang="{lang}" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">
<div class="WordSection1">
{body}
</div>
</body>
</html>
"""


def paragraphs(text):
    return "\n".join(
        f'<p class="MsoNormal">{line or "<o:p>&nbsp;</o:p>"}<o:p></o:p></p>' for line in text.strip().split("\n")
    )


write(
    "it_outlook_html_only",
    f"""Received: from DB9P190MB1234.EURP190.PROD.OUTLOOK.example.com (2001:db8::1)
 by AS8P190MB0001.EURP190.PROD.OUTLOOK.example.com with HTTPS; Tue, 17 Nov
 2026 14:03:22 +0000
From: "Bianchi, Marco" <m.bianchi@azienda.example.org>
To: "{COACH}" <{COACH}>
Subject: =?iso-8859-1?Q?Richiesta_disponibilit=E0_per_coaching_individuale?=
Thread-Topic: =?iso-8859-1?Q?Richiesta_disponibilit=E0_per_coaching_individuale?=
Thread-Index: AdtYxq0123456789ABCDEF==
Date: Tue, 17 Nov 2026 14:03:19 +0000
Message-ID:
 <DB9P190MB1234C0FFEE00112233445566778899@DB9P190MB1234.EURP190.PROD.OUTLOOK.example.com>
Accept-Language: it-IT, en-US
Content-Language: it-IT
X-MS-Has-Attach:
X-MS-TNEF-Correlator:
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable
MIME-Version: 1.0

""",
    qp(
        OUTLOOK_HTML.format(
            charset="iso-8859-1",
            lang="IT",
            body=paragraphs(
                """Gentile dottoressa,

sono responsabile di un gruppo di otto persone e da qualche mese faccio fatica a delegare. Un collega mi ha parlato molto bene di Lei.

Vorrei sapere se ha posto per un percorso individuale a partire da gennaio e quali sono le Sue tariffe. Trova qualche notizia su di me <a href="https://azienda.example.org/chi-siamo">sul nostro sito</a>.

Cordiali saluti,
Marco Bianchi"""
            ),
        ),
        "iso-8859-1",
    ),
)

write(
    "it_apple_mail_reply",
    f"""From: Chiara De Luca <chiara.deluca@posta.example.org>
Content-Type: text/plain;
	charset=utf-8
Content-Transfer-Encoding: quoted-printable
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))
Subject: Re: Incontro di orientamento
Date: Wed, 18 Nov 2026 08:40:02 +0100
References: <first.1@posta.example.org>
 <second.2@praxis.example.com>
To: Studio Praxis <{COACH}>
In-Reply-To: <second.2@praxis.example.com>
Message-Id: <0A1B2C3D-4E5F-6789-ABCD-EF0123456789@posta.example.org>
X-Mailer: Apple Mail (2.3774.600.62)

""",
    qp(
        """Buongiorno,

grazie della risposta così rapida. Sì, vorrei davvero cominciare un percorso:
sono in un momento in cui devo decidere se accettare una promozione e non
riesco a vederci chiaro.

Mi dica lei quando le è comodo.

Un caro saluto
Chiara

> Il giorno 17 nov 2026, alle ore 19:05, Studio Praxis <coach@praxis.example.com> ha scritto:
>\x20
> Dear Chiara, thank you for writing to me. I would be glad to know more about what
> you are looking for, and whether you would like to meet in person or online.
>\x20
"""
    ),
)

# Libero writes windows-1252 and names without quotation marks.
write(
    "it_libero",
    f"""Return-Path: <paolo.conti@lib.example.org>
Received: from libero.example.org (192.0.2.17) by smtp-33.iol.example.org; Thu, 19 Nov 2026 21:15:40 +0100
Date: Thu, 19 Nov 2026 21:15:39 +0100 (CET)
From: PAOLO CONTI <paolo.conti@lib.example.org>
To: {COACH}
Message-ID: <1795465128.112233.1763583339876@mail1.lib.example.org>
Subject: info coaching
MIME-Version: 1.0
Content-Type: text/plain; charset="windows-1252"
Content-Transfer-Encoding: 8bit
X-Originating-IP: 198.51.100.7

""",
    """salve, volevo sapere quanto costa un percorso di coaching e se è possibile farlo la sera
perché lavoro tutto il giorno. non ho mai fatto niente del genere, mi dica lei.
grazie, Paolo
""".encode("windows-1252"),
)

write(
    "it_web_form",
    f"""Return-Path: <wordpress@praxis.example.com>
To: {COACH}
Subject: Studio Praxis "Richiesta dal sito"
Date: Fri, 20 Nov 2026 07:02:11 +0000
From: Studio Praxis <wordpress@praxis.example.com>
Reply-To: "Sara Galli" <sara.galli@posta.example.org>
Message-ID: <J3kq9aZpQeWxYvUtSrQpOnMlKjIhGfEdCbA@praxis.example.com>
X-Mailer: PHPMailer 6.9.1 (https://example.com/PHPMailer)
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Nome: Sara Galli
Email: sara.galli@posta.example.org
Telefono: 000 0000000

Messaggio:
Buonasera, sono una psicologa e vorrei aprire uno studio mio. Cerco qualcuno che mi
accompagni nei primi mesi, perché da sola mi sento un po' persa. È disponibile?

--\x20
Questa e-mail è stata inviata dal modulo di contatto di Studio Praxis (https://praxis.example.com)
""",
)

write(
    "it_forwarded_gmail",
    f"""MIME-Version: 1.0
From: Studio Praxis <{COACH}>
Date: Sat, 21 Nov 2026 09:00:00 +0100
Message-ID: <CAForward001@mail.example.com>
Subject: Fwd: Primo colloquio
To: {COACH}
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

""",
    qp(
        """---------- Forwarded message ---------
Da: Elena Martini <elena.martini@posta.example.org>
Date: ven 20 nov 2026 alle ore 18:47
Subject: Primo colloquio
To: <coach@praxis.example.com>


Gentile coach,

le scrivo su consiglio di un'amica. Ho appena lasciato il mio lavoro e vorrei
capire come ripartire. È possibile fissare un primo colloquio?

Grazie,
Elena Martini
"""
    ),
)

# ---------------------------------------------------------------- Indonesian

write(
    "id_gmail_phone",
    f"""MIME-Version: 1.0
Date: Mon, 16 Nov 2026 20:31:07 +0700
Message-ID: <CAGxyz+1234567890abcdef@mail.example.com>
Subject: Tanya jadwal coaching
From: Dewi Lestari Putri <dewi.lestari@mail.example.com>
To: {COACH}
Content-Type: multipart/alternative; boundary="0000000000003f2e1d06"

--0000000000003f2e1d06
Content-Type: text/plain; charset="UTF-8"

Selamat malam, Bu.

Saya Dewi, sekarang bekerja sebagai manajer di perusahaan ritel. Saya ingin bertanya
apakah Ibu masih menerima klien baru untuk coaching karier, dan berapa biayanya per
sesi. Saya lebih suka bertemu secara daring karena sering ke luar kota.

Terima kasih banyak sebelumnya.

Dikirim dari iPhone saya

--0000000000003f2e1d06
Content-Type: text/html; charset="UTF-8"

<div dir="auto">Selamat malam, Bu.</div>

--0000000000003f2e1d06--
""",
)

write(
    "id_yahoo",
    f"""Date: Tue, 17 Nov 2026 03:12:55 +0000 (UTC)
From: Budi <budi_santoso77@ymail.example.com>
To: "{COACH}" <{COACH}>
Message-ID: <1122334455.6677889.1763349175123@mail.ymail.example.com>
Subject: Mohon informasi coaching untuk usaha kecil
MIME-Version: 1.0
Content-Type: multipart/alternative;
	boundary="----=_Part_6677888_99887766.1763349175121"
References: <1122334455.6677889.1763349175123.ref@mail.ymail.example.com>
X-Mailer: WebService/1.1.24652 YMailNodin
Content-Length: 912

------=_Part_6677888_99887766.1763349175121
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 7bit

Dengan hormat,
Saya Budi, pemilik usaha kecil di Bandung. Sudah dua tahun usaha saya berjalan, tetapi saya
kesulitan membagi waktu antara pekerjaan dan keluarga. Apakah Bapak/Ibu bisa membantu saya?
Mohon informasi jadwal dan biayanya. Terima kasih atas perhatiannya.
Hormat saya,
Budi

------=_Part_6677888_99887766.1763349175121
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: 7bit

<html><head></head><body><div class="ydp1yahoo-style-wrap" style="font-family:Helvetica;">Dengan hormat,</div></body></html>
------=_Part_6677888_99887766.1763349175121--
""",
)

write(
    "id_outlook_reply",
    f"""From: "Sari Wulandari, S.E." <sari.wulandari@kantor.example.org>
To: Praxis <{COACH}>
Subject: RE: Balas: Sesi perkenalan
Date: Wed, 18 Nov 2026 02:20:10 +0000
Message-ID: <SG2PR01MB0001ABCDEF@SG2PR01MB0001.apcprd01.prod.outlook.example.com>
References: <aa@kantor.example.org> <bb@praxis.example.com>
In-Reply-To: <bb@praxis.example.com>
Accept-Language: en-US
Content-Language: en-US
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable
MIME-Version: 1.0

Yth. Ibu,=20

Terima kasih atas balasannya. Saya ingin melanjutkan dengan sesi perkenalan=
 minggu depan, jika Ibu masih ada waktu. Saya bisa hari Selasa atau Kamis s=
ore.=20

Salam hormat,=20
Sari Wulandari

From: Praxis <coach@praxis.example.com>=20
Sent: Tuesday, November 17, 2026 4:02 PM
To: Sari Wulandari <sari.wulandari@kantor.example.org>
Subject: Re: Sesi perkenalan

Dear Ibu Sari, thank you for your message. Could you tell me what you would=
 like to work on, and when you would be free to meet?
""",
)

write(
    "id_thunderbird",
    f"""Message-ID: <9f8e7d6c-5b4a-3210-fedc-ba9876543210@surel.example.org>
Date: Thu, 19 Nov 2026 15:45:00 +0700
MIME-Version: 1.0
User-Agent: Mozilla Thunderbird
Content-Language: id
From: Agus Pratama <agus@surel.example.org>
To: {COACH}
Subject: Coaching kepemimpinan
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: 7bit

Halo Kak,\x20

saya baru saja diangkat menjadi kepala tim dan merasa belum siap. Teman saya\x20
menyarankan untuk mencoba coaching dengan Kakak. Apakah masih ada tempat untuk\x20
bulan Desember?

Terima kasih,
Agus

--\x20
Agus Pratama
Surel: agus@surel.example.org
""",
)

write(
    "id_forwarded",
    f"""From: Asisten Praxis <asisten@praxis.example.com>
To: {COACH}
Subject: Fwd: Permintaan coaching
Date: Fri, 20 Nov 2026 08:30:00 +0700
Message-ID: <fwd-id-1@praxis.example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

Bu, ini ada permintaan baru.

---------- Pesan terusan ----------
Dari: Rina Kusuma <rina.kusuma@surel.example.org>
Tanggal: Kam, 19 Nov 2026 pukul 21.10
Subjek: Permintaan coaching
Kepada: <asisten@praxis.example.com>

Selamat malam,
saya mahasiswa tingkat akhir dan ingin mencari arah karier yang sesuai dengan minat saya.
Apakah ada program untuk mahasiswa? Terima kasih.
Rina
""",
)

# ---------------------------------------------------------------- Russian

RU_MAIL = """Здравствуйте!

Меня зовут Ирина, я руковожу небольшим отделом. В последнее время мне трудно
находить общий язык с начальством, и я хотела бы поработать над этим с коучем.

Подскажите, пожалуйста, есть ли у вас свободное время по вечерам и сколько стоит
одна встреча?

С уважением,
Ирина Соколова
"""
write(
    "ru_mailru_koi8",
    f"""Received: by f321.i.mail.example.org with local (envelope-from <i.sokolova@mail.example.org>)
	id 1kfAbc-0001Xy-Zz; Mon, 16 Nov 2026 19:20:05 +0300
From: {word("Ирина Соколова", "koi8-r")} <i.sokolova@mail.example.org>
To: {COACH}
Subject: {word("Коучинг для руководителя", "koi8-r")}
MIME-Version: 1.0
X-Mailer: Mail.Ru Mailer 1.0
Date: Mon, 16 Nov 2026 19:20:05 +0300
X-Priority: 3 (Normal)
Message-ID: <1763310005.123456789@f321.i.mail.example.org>
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: base64

""",
    b64(RU_MAIL, "koi8-r"),
)

write(
    "ru_yandex",
    f"""Received: from mail-nwsmtp-smtp-production-main-55.myt.yp-c.yandex.example.net
From: {word("Алексей Смирнов")} <asmirnov@ya.example.org>
To: {COACH}
Subject: {cut_words("Хочу записаться на консультацию по смене работы")}
MIME-Version: 1.0
X-Mailer: Yamail [ http://ya.example.net ] 5.0
Date: Tue, 17 Nov 2026 11:05:48 +0300
Message-Id: <987651763366748@mail.ya.example.net>
Content-Transfer-Encoding: base64
Content-Type: text/html; charset=utf-8

""",
    b64(
        "<div>Добрый день!</div><div>&nbsp;</div><div>Нашёл вас по рекомендации друга. Думаю о смене работы, "
        "но не знаю, с чего начать. Можно ли записаться к вам на консультацию в декабре?</div><div>&nbsp;</div>"
        "<div>Спасибо!</div><div>-- </div><div>Алексей</div>"
    ),
)

write(
    "ru_thebat_raw_1251",
    b"Date: Wed, 18 Nov 2026 10:00:00 +0300\n"
    + "From: Ольга Викторовна Кузнецова <okuz@pochta.example.org>\n".encode("windows-1251")
    + b"X-Mailer: The Bat! (v3.99.3) Professional\n"
    + b"Message-ID: <1234567890.20261118100000@pochta.example.org>\n"
    + f"To: {COACH}\n".encode()
    + "Subject: Вопрос о коучинге\n".encode("windows-1251")
    + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=windows-1251\nContent-Transfer-Encoding: 8bit\n\n"
    + """Добрый день!

  Скажите, пожалуйста, работаете ли вы с парами? Мы с мужем вместе ведём дело,
  и нам нужен взгляд со стороны.

-- 
С уважением,
 Ольга                          mailto:okuz@pochta.example.org
""".encode("windows-1251"),
)

write(
    "ru_no_charset",
    b"From: =?utf-8?B?" + base64.b64encode("Дмитрий".encode()) + b"?= <dima@pochta.example.org>\n"
    + f"To: {COACH}\n".encode()
    + b"Date: Thu, 19 Nov 2026 23:59:01 +0500\n"
    + b"Message-ID: <raw.1@pochta.example.org>\n"
    + "Subject: Добрый вечер\n".encode("koi8-r")
    + b"\n"
    + """Добрый вечер. Хочу понять, поможет ли мне коуч. Я устал от своей работы и не знаю, что делать дальше.
Если можно, позвоните мне или напишите, как с вами связаться. Спасибо.
""".encode("koi8-r"),
    newline="\n",
)

write(
    "ru_gmail_reply",
    f"""MIME-Version: 1.0
References: <CA-one@mail.example.com> <two@praxis.example.com>
In-Reply-To: <two@praxis.example.com>
From: {word("Анна Петрова")} <anna.petrova@mail.example.com>
Date: Fri, 20 Nov 2026 12:30:00 +0300
Message-ID: <CA-three@mail.example.com>
Subject: {word("Отв: Re: Первая встреча")}
To: Praxis <{COACH}>
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: base64

""",
    b64(
        """Спасибо за быстрый ответ! Да, мне подходит вторник, и я хотела бы начать как можно скорее.

Анна

чт, 19 нояб. 2026 г. в 18:02, Praxis <coach@praxis.example.com>:

> Dear Anna,
> thank you for writing to me. Would Tuesday be convenient for you?
>
"""
    ),
)

write(
    "ru_forwarded_yandex",
    f"""From: Praxis <{COACH}>
To: {COACH}
Subject: {word("Fwd: Запрос")}
MIME-Version: 1.0
Date: Sat, 21 Nov 2026 10:00:00 +0300
Message-Id: <fwd.77@mail.ya.example.net>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

""",
    b64(
        """

-------- Пересылаемое сообщение --------
20.11.2026, 17:45, "Мария Иванова" <mivanova@pochta.example.org>:

Здравствуйте, мне посоветовали обратиться к вам. Я хочу сменить профессию, но боюсь.
Возьмётесь ли вы за такую работу?

Мария
-------- Конец пересылаемого сообщения --------
"""
    ),
)

# ---------------------------------------------------------------- Turkish

TR_TEXT = """Merhaba,

Bir arkadaşımın önerisiyle size yazıyorum. İş değişikliği sürecindeyim ve bu dönemde
bir koçla çalışmak istiyorum. Önümüzdeki ay için uygun bir zamanınız var mı?

Görüşmek üzere, iyi günler dilerim.
Ayşe Yılmaz
"""
write(
    "tr_gmail",
    f"""MIME-Version: 1.0
From: {word("Ayşe Yılmaz", "UTF-8", "Q")} <ayse.yilmaz@mail.example.com>
Date: Mon, 16 Nov 2026 16:48:22 +0300
Message-ID: <CADc0ffee0001@mail.example.com>
Subject: {word("Koçluk görüşmesi hakkında")}
To: {COACH}
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: base64

""",
    b64(TR_TEXT),
)

write(
    "tr_outlook_1254",
    f"""From: {word("Mehmet Şahin", "windows-1254", "Q")} <mehmet.sahin@sirket.example.org>
To: <{COACH}>
Subject: {word("Yönetici koçluğu", "windows-1254", "Q")}
Date: Tue, 17 Nov 2026 09:15:00 +0300
Message-ID: <000001dc57a1$0badf00d$00000000$@sirket.example.org>
MIME-Version: 1.0
Content-Type: multipart/alternative;
	boundary="----=_NextPart_000_0001_01DC57BA.30C0A0B0"
X-Mailer: Microsoft Outlook 16.0
Content-Language: tr

This is a multipart message in MIME format.

------=_NextPart_000_0001_01DC57BA.30C0A0B0
Content-Type: text/plain;
	charset="windows-1254"
Content-Transfer-Encoding: quoted-printable

""",
    qp(
        """Sayın Koç,

Şirketimizde yeni bir göreve başladım ve ekibimle iletişimimi güçlendirmek istiyorum. Yönetici koçluğu için
ücretleriniz ve çalışma biçiminiz hakkında bilgi verebilir misiniz?

Saygılarımla,
Mehmet Şahin
""",
        "windows-1254",
    ),
    """
------=_NextPart_000_0001_01DC57BA.30C0A0B0
Content-Type: text/html;
	charset="windows-1254"
Content-Transfer-Encoding: quoted-printable

""",
    qp(OUTLOOK_HTML.format(charset="windows-1254", lang="TR", body=paragraphs("Sayın Koç,")), "windows-1254"),
    "\n------=_NextPart_000_0001_01DC57BA.30C0A0B0--\n",
)

write(
    "tr_8859_9",
    f"""From: {word("Işıl Öztürk", "iso-8859-9")} <isil@eposta.example.org>
To: {COACH}
Subject: {word("İlk görüşme", "iso-8859-9", "Q")}
Date: Wed, 18 Nov 2026 22:10:10 +0300
Message-ID: <20261118221010.0001@eposta.example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-8859-9
Content-Transfer-Encoding: 8bit

""",
    """İyi akşamlar,
ben üniversitede okuyorum ve sınav kaygım çok arttı. Siz bu konuda çalışıyor musunuz? Nasıl başlayabiliriz?
Teşekkür ederim.
Işıl
""".encode("iso-8859-9"),
)

# Declared Western, written in Turkish: old programs still do it.
write(
    "tr_declared_latin1",
    f"""From: Kerem Aydin <kerem@eposta.example.org>
To: {COACH}
Subject: {word("Koçluk için bilgi", "iso-8859-1", "Q")}
Date: Thu, 19 Nov 2026 08:00:00 +0300
Message-ID: <latin1.5@eposta.example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

""",
    qp("Merhaba, işimi değiştirmek istiyorum ve bir koç arıyorum. Nasıl çalışıyorsunuz? Teşekkürler, Kerem\n", "iso-8859-9"),
)

write(
    "tr_forwarded_attached",
    f"""From: Praxis <{COACH}>
To: Praxis <{COACH}>
Subject: {word("İlt: Görüşme talebi")}
Date: Sat, 21 Nov 2026 12:00:00 +0300
Message-ID: <attach.1@praxis.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: text/plain; charset=utf-8

--outer
Content-Type: message/rfc822
Content-Disposition: attachment; filename*=utf-8''G%C3%B6r%C3%BC%C5%9Fme%20talebi.eml

From: {cut_words("Zeynep Çelikoğlu Güneş", size=13)} <zeynep@eposta.example.org>
To: {COACH}
Subject: {word("Görüşme talebi")}
Date: Fri, 20 Nov 2026 19:30:00 +0300
Message-ID: <original.9@eposta.example.org>
References: <earlier.8@eposta.example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Merhaba, sizinle bir ön görüşme yapmak istiyorum. Hafta sonu çalışıyor musunuz? Teşekkürler, Zeynep

--outer--
""",
)

# ---------------------------------------------------------------- English

write(
    "en_gb_outlook",
    f"""From: Eleanor Hughes <eleanor.hughes@firm.example.org>
To: {COACH}
Subject: Enquiry about leadership coaching
Date: Mon, 16 Nov 2026 09:30:00 +0000
Message-ID: <LO2P123MB0001@LO2P123MB0001.GBRP123.PROD.OUTLOOK.example.com>
Content-Language: en-GB
MIME-Version: 1.0
Content-Type: multipart/related; boundary="_004_rel_"; type="multipart/alternative"

--_004_rel_
Content-Type: multipart/alternative; boundary="_000_alt_"

--_000_alt_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

""",
    b64(
        """Hello,

I run a programme for young managers and have realised that I need some support myself. Would you have
room for a new client from January? I’d be happy to travel to you.

Kind regards,
Eleanor
"""
    ),
    """
--_000_alt_
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

""",
    b64("<html><body><p>Hello,</p><img src=\"cid:logo\"></body></html>"),
    """
--_000_alt_--

--_004_rel_
Content-Type: image/png; name="logo.png"
Content-ID: <logo>
Content-Disposition: inline; filename="logo.png"
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YA
AAAASUVORK5CYII=

--_004_rel_--
""",
)

write(
    "en_us_gmail",
    f"""MIME-Version: 1.0
From: "Tyler J. Brooks" <tyler.brooks@mail.example.com>
Date: Tue, 17 Nov 2026 18:22:45 -0500
Message-ID: <CAEnUs12345@mail.example.com>
Subject: Coaching inquiry
To: {COACH}
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Hi there,

I'm a software engineer in Ohio who just moved into management, and I=E2=80=99d lov=
e
to work with a coach. My company has a learning budget of $3,000. Do you have
any openings before the end of the year?

Thanks,
Tyler
""",
)

write(
    "en_iphone_no_subject",
    f"""Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit
From: Priya N <priya.n@icl.example.com>
Mime-Version: 1.0 (1.0)
Date: Wed, 18 Nov 2026 13:01:09 +0530
Message-Id: <F00DBABE-0000-4000-8000-000000000001@icl.example.com>
To: {COACH}
X-Mailer: iPhone Mail (22B83)

Hi, got your contact from a friend. Do you have time this month? I need help with a career change.

Sent from my iPhone
""",
)

write(
    "en_short",
    f"""From: sam@mail.example.com
To: {COACH}
Subject: Coaching?
Date: Wed, 18 Nov 2026 20:00:00 +0000
Message-ID: <short.1@mail.example.com>
Content-Type: text/plain; charset=utf-8

Prices?
""",
)

write(
    "en_forwarded_apple",
    f"""From: Praxis <{COACH}>
Content-Type: multipart/alternative;
	boundary="Apple-Mail=_0001"
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))
Subject: Fwd: Working together
Message-Id: <AAAA-BBBB@praxis.example.com>
Date: Sat, 21 Nov 2026 11:11:11 +0000
To: Praxis <{COACH}>

--Apple-Mail=_0001
Content-Transfer-Encoding: 7bit
Content-Type: text/plain;
	charset=us-ascii



> Begin forwarded message:
>\x20
> From: Hannah Clarke <hannah.clarke@firm.example.org>
> Subject: Working together
> Date: 20 November 2026 at 16:20:05 GMT
> To: {COACH}
>\x20
> Dear coach,
>\x20
> I have been looking for somebody to think with about my next step, and I very much liked what you
> write about your work. Are you taking on new clients?
>\x20
> Best wishes,
> Hannah


--Apple-Mail=_0001--
""",
)

# ---------------------------------------------------------------- oddities

write(
    "mbox_lf_no_date",
    b"From ann@mail.example.com Mon Nov 16 10:00:00 2026\n"
    + b"From: ann@mail.example.com (Ann Lee)\n"
    + f"To: {COACH}\n".encode()
    + b"Subject: Hello\n"
    + b"Message-ID: <mbox.1@mail.example.com>\n"
    + b"\nDear coach, I would like to know whether you have time for a first meeting with me. Thank you, Ann\n",
    newline="\n",
)

write(
    "bom_no_message_id",
    b"\xef\xbb\xbf"
    + b"From: Luca Neri <luca.neri@posta.example.org>\r\n"
    + f"To: {COACH}\r\n".encode()
    + b"Subject: Una domanda\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\n"
    + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    + "Buongiorno, vorrei sapere se lavora anche con gli adolescenti, perché mio figlio non sa che scuola scegliere.\r\n".encode(),
)

write(
    "auto_reply",
    f"""From: {word("Marta Rossi")} <marta.rossi@azienda.example.org>
To: {COACH}
Subject: Risposta automatica: Re: Primo incontro
Date: Mon, 16 Nov 2026 10:00:01 +0100
Message-ID: <auto.1@azienda.example.org>
In-Reply-To: <ours.1@praxis.example.com>
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset=utf-8

Sono fuori ufficio fino al 23 novembre e non leggo la posta. Per le urgenze scrivete alla mia collega.
""",
)

write(
    "list_newsletter",
    f"""From: Praxis News <no-reply@news.example.org>
To: {COACH}
Subject: Ten ideas for your practice
Date: Mon, 16 Nov 2026 06:00:00 +0000
Message-ID: <news.44@news.example.org>
List-Id: <news.news.example.org>
List-Unsubscribe: <https://news.example.org/u/1>
Precedence: bulk
Content-Type: text/html; charset=utf-8

<html><head><title>News</title></head><body><div style="display:none">Preview &zwnj;&nbsp;</div>
<h1>Ten ideas</h1><p>Here are the ideas that you have been waiting for.</p></body></html>
""",
)
