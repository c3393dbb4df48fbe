package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.Codec;
import io.kvswarm.jcache.codec.ScalarForms.Scalar;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which class has which form. Immutable; what was found for a class is kept with the class. */
final class Forms {
    private static final Map<Class<?>, Form> EXACT = new HashMap<>();
    private static final Set<Class<?>> COMPARABLE = new HashSet<>();
    private static final Set<Class<?>> NOT_ASKED = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);
    private static final Form ENUM = new EnumForms.Constant();
    private static final Form RECORD = new RecordForm();
    private static final Form OBJECTS = new ArrayForms.Objects();
    private static final Form JAVA = new Serialized();
    private static final Form[] NUMBERED = new Form[256];

    static {
        ScalarForms.comparable().forEach(Forms::comparable);
        TimeForms.all().forEach(Forms::comparable);
        ArrayForms.primitive().forEach(Forms::exact);
        exact(ScalarForms.date());
        comparable(String.class, new ScalarForms.Text(CodecNumber.STRING));
        comparable(Boolean.class, new ScalarForms.Truth(true));
        Scalar<ZoneId> zone = TimeForms.zone();
        comparable(ZoneOffset.class, zone);
        comparable(ZoneId.of("Europe/Berlin").getClass(), zone);
        List.of(
                        new ScalarForms.Text(CodecNumber.WIDE_STRING),
                        new ScalarForms.Truth(false),
                        new ListForms.Plain(ListForms.Kind.ARRAY_LIST),
                        new ListForms.Sorted(ListForms.SortedKind.TREE_SET),
                        new MapForms.Plain(MapForms.Kind.HASH_MAP),
                        new MapForms.Sorted(MapForms.SortedKind.TREE_MAP),
                        new MapForms.Single(MapForms.EntryKind.SIMPLE),
                        new EnumForms.Several(),
                        new EnumForms.Mapping(),
                        new KeyForms.Sequence(),
                        new KeyForms.Elements(),
                        new KeyForms.Entries(),
                        new KeyForms.Single(),
                        ENUM,
                        RECORD,
                        OBJECTS,
                        JAVA)
                .forEach(form -> NUMBERED[form.number()] = form);
    }

    private static final ClassValue<Form> OF_VALUES = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            return ofValue(type);
        }
    };

    private static final ClassValue<Form> OF_KEYS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            Form form = KeyForms.of(type);
            return form == null ? ofValue(type) : form;
        }
    };

    private final CodecSettings settings;
    private final ClassFinder classes;
    private final JavaStreams java;
    private final Form[] numbered = NUMBERED.clone();

    /** Number of the codec that does a class, 0 for none: a number, so that no class keeps an application alive. */
    private final ClassValue<Integer> codecOf = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return settings.codecs().stream()
                    .filter(codec -> !NOT_ASKED.contains(type) && codec.encodes(type))
                    .findFirst()
                    .map(Codec::number)
                    .orElse(0);
        }
    };

    Forms(CodecSettings settings, ClassFinder classes, JavaStreams java) {
        this.settings = settings;
        this.classes = classes;
        this.java = java;
        settings.codecs().forEach(codec -> numbered[codec.number()] = new ByCodec(codec));
    }

    CodecSettings settings() {
        return settings;
    }

    ClassFinder classes() {
        return classes;
    }

    JavaStreams java() {
        return java;
    }

    /** How objects of a class are written. */
    Form of(Class<?> type, boolean isKey) {
        Codec codec = codec(type);
        if (codec != null) {
            return numbered[codec.number()];
        }
        return isKey ? OF_KEYS.get(type) : OF_VALUES.get(type);
    }

    /** How what has that number is read. */
    Form numbered(int number) {
        Form form = numbered[number];
        if (form == null) {
            throw new MalformedValueException(
                    number >= Codec.NUMBER_MIN
                            ? "codec " + number + " is not configured here"
                            : "number " + number + " is not one of this version");
        }
        return form;
    }

    /** The application's codec for a class; null for none. */
    Codec codec(Class<?> type) {
        int number = settings.codecs().isEmpty() ? 0 : codecOf.get(type);
        return number == 0 ? null : ((ByCodec) numbered[number]).codec();
    }

    /** True if objects of a class are equal exactly when their bytes are, without asking the application's codecs. */
    static boolean isComparable(Class<?> type) {
        return COMPARABLE.contains(type) || OF_VALUES.get(type) == ENUM;
    }

    private static Form ofValue(Class<?> type) {
        Form form = EXACT.get(type);
        if (form == null) {
            form = ListForms.of(type);
        }
        if (form == null) {
            form = MapForms.of(type);
        }
        return form == null ? ofKind(type) : form;
    }

    private static Form ofKind(Class<?> type) {
        if (type.isArray()) {
            return OBJECTS;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return ENUM;
        }
        String name = type.getName();
        if (name.equals("java.util.RegularEnumSet") || name.equals("java.util.JumboEnumSet")) {
            return new EnumForms.Several();
        }
        if (name.equals("java.util.EnumMap")) {
            return new EnumForms.Mapping();
        }
        return type.isRecord() ? RECORD : JAVA;
    }

    private static void comparable(Scalar<?> form) {
        comparable(form.type(), form);
    }

    private static void comparable(Class<?> type, Form form) {
        COMPARABLE.add(type);
        EXACT.put(type, form);
        NUMBERED[form.number()] = form;
    }

    private static void exact(Scalar<?> form) {
        EXACT.put(form.type(), form);
        NUMBERED[form.number()] = form;
    }

    /** Anything else, serialized. */
    private record Serialized() implements Form {
        @Override
        public int number() {
            return CodecNumber.JAVA;
        }

        @Override
        public void write(Object value, Encoder to) {
            to.java(value);
        }

        @Override
        public Object read(Decoder from) {
            return from.serialized();
        }
    }

    /** Objects of classes that the application has a codec for. */
    private record ByCodec(Codec codec) implements Form {
        @Override
        public int number() {
            return codec.number();
        }

        @Override
        public void write(Object value, Encoder to) {
            to.out().int8(number()).int8(codec.version()).block(codec.encode(value));
        }

        @Override
        public Object read(Decoder from) {
            int version = from.in().uint8();
            try {
                Object value = codec.decode(from.in().block(), version, from.loader());
                if (value == null) {
                    throw new MalformedValueException("codec " + number() + " gives null");
                }
                return value;
            } catch (IOException | ClassNotFoundException e) {
                throw new MalformedValueException("codec " + number() + " cannot read it", e);
            }
        }
    }
}
