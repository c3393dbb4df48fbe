package io.kvswarm.jcache.codec;

/**
 * The byte before every value that says how the rest is to be read. Numbers are never reused, layouts never changed: a
 * new layout gets a new number.
 *
 * <p>A key or value is framed as
 *
 * <pre>
 * offset  bytes  field
 *      0      1  number
 *      1      1  version  {@value #VERSION}, of the layouts below
 *      2         layout of that number
 * </pre>
 *
 * <p>An item inside a value is a number and its layout, without a version. In the layouts {@code length} and {@code
 * count} are 1 to 5 bytes, seven bits each, lowest first, the top bit set in all but the last; {@code text} is a length
 * and so many bytes of UTF-8, in which a surrogate that stands alone has three bytes. All numbers are big-endian.
 *
 * <pre>
 *   0 null           nothing; as an item only
 *   1 string         length, a byte for each character: if all are below U+0100
 *   2 string         text: of all others
 *   3 false, 4 true  nothing
 *   5 Byte 1 byte, 6 Short 2, 7 Character 2, 8 Integer 4, 9 Long 8
 *  10 Float 4, 11 Double 8: IEEE bits, with one NaN
 *  12 BigInteger     length, two's complement
 *  13 BigDecimal     scale 4, then as 12 the unscaled value
 *  14 UUID           16 bytes
 *  15 Date           milliseconds 8
 *  16 enum constant  text name of its enum class, text its name
 *  17 record         text name of its class, 4 bytes CRC-32C of the names and types of the components, items
 *  18 byte[], 19 boolean[], 20 char[], 21 short[], 22 int[], 23 long[], 24 float[], 25 double[]: count, elements
 *  26 other array    text name of the component class, count, items
 *  32 Instant        seconds 8, nanoseconds 4
 *  33 LocalDate      year 4, month 1, day 1
 *  34 LocalTime      nanoseconds of the day 8
 *  35 LocalDateTime  as 33 and 34
 *  36 OffsetTime     as 34, seconds of the offset 4
 *  37 OffsetDateTime as 35, seconds of the offset 4
 *  38 ZonedDateTime  as 37, text id of the zone
 *  39 Duration       seconds 8, nanoseconds 4
 *  40 Period         years 4, months 4, days 4
 *  41 Year 4, 42 YearMonth 4 and 1, 43 MonthDay 1 and 1
 *  44 ZoneId         text id
 *  48 collection     kind 1, count, items
 *  49 sorted collection  kind 1, comparator 1, count, items
 *  50 map            kind 1, count, an item for each key and each value
 *  51 sorted map     kind 1, comparator 1, count, an item for each key and each value
 *  52 EnumSet        text name of the enum class, count, text for each name
 *  53 EnumMap        text name of the enum class, count, text and an item for each constant
 *  54 BitSet         count, 8 bytes each
 *  55 map entry      kind 1, two items
 *  64 list as key    count, items
 *  65 set as key     count, items in the order of their bytes
 *  66 map as key     count, an item for each key and each value, in the order of the keys' bytes
 *  67 entry as key   two items
 * 127 any other      length, a stream of Java serialization
 * 192 to 255         version of the codec 1, length, bytes of a {@link io.kvswarm.jcache.Codec}
 * </pre>
 *
 * <p>Kinds are those of {@link ListForms} and {@link MapForms}; comparators those of {@link KnownComparator}.
 */
final class CodecNumber {
    static final int VERSION = 1;

    static final int NULL = 0;
    static final int STRING = 1;
    static final int WIDE_STRING = 2;
    static final int FALSE = 3;
    static final int TRUE = 4;
    static final int BYTE = 5;
    static final int SHORT = 6;
    static final int CHARACTER = 7;
    static final int INTEGER = 8;
    static final int LONG = 9;
    static final int FLOAT = 10;
    static final int DOUBLE = 11;
    static final int BIG_INTEGER = 12;
    static final int BIG_DECIMAL = 13;
    static final int UUID = 14;
    static final int DATE = 15;
    static final int ENUM = 16;
    static final int RECORD = 17;
    static final int BYTES = 18;
    static final int BOOLEANS = 19;
    static final int CHARS = 20;
    static final int SHORTS = 21;
    static final int INTS = 22;
    static final int LONGS = 23;
    static final int FLOATS = 24;
    static final int DOUBLES = 25;
    static final int OBJECTS = 26;
    static final int INSTANT = 32;
    static final int LOCAL_DATE = 33;
    static final int LOCAL_TIME = 34;
    static final int LOCAL_DATE_TIME = 35;
    static final int OFFSET_TIME = 36;
    static final int OFFSET_DATE_TIME = 37;
    static final int ZONED_DATE_TIME = 38;
    static final int DURATION = 39;
    static final int PERIOD = 40;
    static final int YEAR = 41;
    static final int YEAR_MONTH = 42;
    static final int MONTH_DAY = 43;
    static final int ZONE = 44;
    static final int COLLECTION = 48;
    static final int SORTED_COLLECTION = 49;
    static final int MAP = 50;
    static final int SORTED_MAP = 51;
    static final int ENUM_SET = 52;
    static final int ENUM_MAP = 53;
    static final int BIT_SET = 54;
    static final int ENTRY = 55;
    static final int KEY_LIST = 64;
    static final int KEY_SET = 65;
    static final int KEY_MAP = 66;
    static final int KEY_ENTRY = 67;
    static final int JAVA = 127;

    private CodecNumber() {}
}
