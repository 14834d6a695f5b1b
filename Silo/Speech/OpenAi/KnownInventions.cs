namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>
/// What Whisper is known to write where nobody speaks, because the subtitles that it learnt from end like that. Some of
/// it a caller may say as well.
/// </summary>
internal static class KnownInventions
{
    private const string Texts =
        """
        Thank you
        Thank you very much
        Thank you so much
        Thanks
        Thanks for watching
        Thank you for watching
        Thank you so much for watching
        Thanks for watching and I'll see you in the next video
        See you next time
        See you in the next video
        Please subscribe
        Please subscribe to my channel
        Like and subscribe
        Don't forget to like and subscribe
        Bye
        Bye bye
        You
        The end
        Subtitles by the Amara.org community
        Danke
        Vielen Dank
        Danke schön
        Vielen Dank fürs Zuschauen
        Bis zum nächsten Mal
        Tschüss
        Untertitel der Amara.org-Community
        Untertitel von Stephanie Geiges
        Untertitel im Auftrag des ZDF, 2017
        Untertitel im Auftrag des ZDF für funk, 2017
        Untertitelung des ZDF, 2020
        Copyright WDR 2021
        Merci
        Merci beaucoup
        Au revoir
        Merci d'avoir regardé cette vidéo
        Abonnez-vous
        Sous-titrage Société Radio-Canada
        Sous-titrage ST' 501
        Sous-titres réalisés par la communauté d'Amara.org
        Sous-titres réalisés para la communauté d'Amara.org
        Gracias
        Muchas gracias
        Gracias por ver el vídeo
        Hasta la próxima
        Suscríbete
        Suscríbete al canal
        Subtítulos realizados por la comunidad de Amara.org
        Subtítulos por la comunidad de Amara.org
        Grazie
        Grazie mille
        Grazie per aver guardato il video
        Iscriviti al canale
        Sottotitoli creati dalla comunità Amara.org
        Sottotitoli e revisione a cura di QTSS
        Obrigado
        Obrigada
        Obrigado por assistir
        Legendas pela comunidade Amara.org
        Bedankt voor het kijken
        Tot de volgende keer
        Ondertitels ingediend door de Amara.org gemeenschap
        Dziękuję
        Dziękuję za uwagę
        Napisy stworzone przez społeczność Amara.org
        Tack för att ni tittade
        Undertexter från Amara.org-gemenskapen
        İzlediğiniz için teşekkür ederim
        Altyazı M.K.
        Спасибо
        Спасибо за просмотр
        Спасибо за внимание
        Продолжение следует
        Субтитры сделал DimaTorzok
        Редактор субтитров А.Семкин Корректор А.Егорова
        ご視聴ありがとうございました
        시청해 주셔서 감사합니다
        字幕由Amara.org社区提供
        谢谢大家
        """;

    private static readonly HashSet<string> Known = [.. Texts.Split('\n').Select(Plain)];

    /// <summary>Whether a text, in the form of <see cref="Plain"/>, is one of them.</summary>
    public static bool Has(string plain) => Known.Contains(plain);

    /// <summary>A text in small letters without signs, its words separated by single blanks.</summary>
    public static string Plain(string? text)
    {
        var letters = (text ?? "").Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ').ToArray();
        return string.Join(' ', new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
