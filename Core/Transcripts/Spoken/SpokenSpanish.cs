using static VoicemailOrleans.Core.Transcripts.Spoken.SpokenLanguage;

namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>Spanish, of Spain and of America.</summary>
internal static class SpokenSpanish
{
    private static readonly Dictionary<string, string> Spoken = Numbers();

    public static SpokenLanguage Language { get; } = new()
    {
        Digits = Spoken,
        Plus = "mas",
        Fillers = Words("eh em este y guion"),
        NumberCues = Words(
            "mi_número nuestro_número llamar llama llame llamen llámame llámeme teléfono móvil celular fax localizarme "
            + "contactarme"),
        OtherCues = Words(
            "pedido factura referencia seguimiento cuenta tarjeta visa mastercard serie ticket expediente caso "
            + "confirmación póliza postal seguridad social pin código clave cliente socio total iban dni nie"),
        CardCues = Words("tarjeta tarjetas visa mastercard amex crédito débito"),
        IdentityCues = Words("seguridad_social dni nie nif pasaporte curp cédula"),
        CodeCues = Words("pin código códigos clave claves cvv combinación"),
        OpenCodes = Words("postal postales área país barras error descuento"),
        PasswordCues = Words("contraseña"),
        NoPasswords = Words(
            "el la los las un una en de para no ya aún incorrecta correcta inválida caducada bloqueada perdida muy esta "
            + "que mi tu su nuestra por yo nosotros y o pero ahora también solo desconocida cambiada necesaria"),
        Spelling = Words("mayúscula minúscula guion punto almohadilla asterisco"),
        Copulas = Words("es son era"),
        NumberWords = Words("número núm"),
        Times = TimePattern.All(
            "{day}", "{monthday} de {month}", "{monthday} de {month} de|del {year}", "{date}", "mediodía|medianoche",
            "a? las|la {clock} horas?", "{clock} horas?", "a las|la {hour} horas?", "{hour} horas",
            "a? las|la {hour} y|menos media|cuarto", "a? las|la {hour} y|menos {minute}"),
        Days = Words("lunes martes miércoles jueves viernes sábado domingo hoy mañana"),
        WeakDays = Words("hoy"),
        NoDayAfter = new Dictionary<string, IReadOnlySet<string>> { ["manana"] = Words("la esta cada una") },
        Months = Words(
            "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"),
        MonthDays = new HashSet<string>(Spoken.Where(number => int.Parse(number.Value) is > 0 and <= 31)
            .Select(number => number.Key).Append("primero")),
        TimeJoiners = Words("a el la de del por sobre"),
        PartsOfDay = Words("mañana tarde noche mediodía"),
        Profanity = Words(
            "mierda mierdas puta putas puto putos joder jodido jodida coño cabrón cabrones cabrona gilipollas hostia "
            + "pendejo pendejos pendeja chingar chingada verga culero maricón hijoputa"),
    };

    private static Dictionary<string, string> Numbers()
    {
        var numbers = Counted(
            "cero uno|un|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
            + "diecisiete dieciocho diecinueve veinte veintiuno|veintiún "
            + "veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve");
        var units = numbers.Where(number => number.Value.Length == 1 && number.Value != "0").ToList();
        foreach (var ten in "3:treinta 4:cuarenta 5:cincuenta 6:sesenta 7:setenta 8:ochenta 9:noventa".Split(' ')
            .Select(ten => ten.Split(':')))
        {
            numbers.Add(ten[1], ten[0] + "0");
            foreach (var (unit, digit) in units) numbers.Add($"{ten[1]} y {unit}", ten[0] + digit);
        }

        var below = numbers.ToList();
        foreach (var hundred in ("1:ciento 2:doscientos 3:trescientos 4:cuatrocientos 5:quinientos 6:seiscientos "
            + "7:setecientos 8:ochocientos 9:novecientos").Split(' ').Select(hundred => hundred.Split(':')))
        {
            numbers.Add(hundred[1], hundred[0] + "00");
            foreach (var (word, digits) in below.Where(number => number.Value != "0"))
                numbers.Add($"{hundred[1]} {word}", hundred[0] + digits.PadLeft(2, '0'));
        }

        numbers.Add("cien", "100");
        return numbers;
    }
}
