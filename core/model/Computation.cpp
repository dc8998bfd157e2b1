#include "core/model/Computation.h"

#include "core/model/ComputationLexer.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

using Kind = Computation::Kind;
using Token = ComputationToken;

constexpr std::size_t maxBytes = 4000;
constexpr int maxDepth = 40;

/** What a function takes and gives. `result` of Object: as its last part. */
struct Function
{
    std::string_view name;
    std::size_t least;
    std::size_t most;
    FieldType parts;  ///< Object: anything.
    FieldType result; ///< Object: as its last part.
};

constexpr FieldType anything = FieldType::Object;

constexpr std::array functions{
    Function{"isNull", 1, 1, anything, FieldType::Boolean},
    Function{"coalesce", 2, 8, anything, anything},
    Function{"if", 3, 3, anything, anything},
    Function{"round", 1, 2, FieldType::Number, FieldType::Number},
    Function{"abs", 1, 1, FieldType::Number, FieldType::Number},
    Function{"lower", 1, 1, FieldType::String, FieldType::String},
    Function{"upper", 1, 1, FieldType::String, FieldType::String},
    Function{"length", 1, 1, FieldType::String, FieldType::Number},
    Function{"concat", 1, 16, anything, FieldType::String},
};

/** The type as which values of @p field are computed with; Object: they are not. */
FieldType computedType(const FieldDef &field)
{
    if (field.list)
        return anything;
    switch (field.type) {
    case FieldType::String:
    case FieldType::Enum:
    case FieldType::Email:
    case FieldType::Url:
    case FieldType::Color:
    case FieldType::RichText:
    case FieldType::RecordState:
        return FieldType::String;
    case FieldType::Number:
    case FieldType::Boolean:
    case FieldType::Date:
    case FieldType::DateTime:
        return field.type;
    default:
        return anything;
    }
}

bool isNull(const Computation &part)
{
    return part.kind == Kind::Value && part.value.isNull();
}

/** Recursive descent over one expression. */
class Parser
{
public:
    Parser(std::string_view text, const ModelDef &model, const ModelLookup &models)
        : m_text(text),
          m_scope(&model),
          m_models(models)
    {
    }

    Result<Computation> parse()
    {
        if (m_text.size() > maxBytes)
            return computationError(m_text, maxBytes, "The expression is too long");
        SYNCLINE_TRY(m_tokens, readTokens(m_text));
        SYNCLINE_TRY(Computation whole, either());
        if (peek().kind != Token::Kind::End)
            return unexpected();
        return whole;
    }

private:
    [[nodiscard]] const Token &peek() const { return m_tokens[m_next]; }
    [[nodiscard]] bool isSign(std::string_view sign) const
    {
        return peek().kind == Token::Kind::Sign && peek().text == sign;
    }
    [[nodiscard]] bool isWord(std::string_view word) const
    {
        return peek().kind == Token::Kind::Name && peek().text == word;
    }
    bool take(std::string_view sign)
    {
        if (!isSign(sign))
            return false;
        ++m_next;
        return true;
    }
    Error fail(std::size_t at, std::string_view what) const
    {
        return computationError(m_text, at, what);
    }
    [[nodiscard]] Error unexpected() const
    {
        if (peek().kind == Token::Kind::End)
            return fail(peek().at, "Something is missing at the end");
        const std::string word =
            peek().kind == Token::Kind::Literal ? "a value" : "\"" + peek().text + "\"";
        return fail(peek().at, word + " is not expected here");
    }
    Result<void> expect(std::string_view sign)
    {
        if (!take(sign))
            return unexpected();
        return {};
    }
    Result<void> need(const Computation &part, FieldType type, std::size_t at) const
    {
        if (isNull(part) || type == anything || part.type == type)
            return {};
        return fail(at, "A " + std::string(fieldTypeName(type)) + " is needed, but this is a " +
                            std::string(fieldTypeName(part.type)));
    }

    static Computation call(std::string name, FieldType type, std::vector<Computation> parts)
    {
        Computation made;
        made.kind = Kind::Call;
        made.name = std::move(name);
        made.type = type;
        made.parts = std::move(parts);
        return made;
    }

    Result<Computation> logic(std::string_view word, std::string_view sign,
                              Result<Computation> (Parser::*side)())
    {
        const std::size_t at = peek().at;
        SYNCLINE_TRY(Computation left, (this->*side)());
        while (isWord(word) || isSign(sign)) {
            SYNCLINE_CHECK(need(left, FieldType::Boolean, at));
            const std::size_t second = m_tokens[++m_next].at;
            SYNCLINE_TRY(Computation right, (this->*side)());
            SYNCLINE_CHECK(need(right, FieldType::Boolean, second));
            left = call(std::string(word), FieldType::Boolean, {std::move(left), std::move(right)});
        }
        return left;
    }
    Result<Computation> either() { return logic("or", "||", &Parser::both); }
    Result<Computation> both() { return logic("and", "&&", &Parser::negation); }

    Result<Computation> negation()
    {
        if (!isWord("not") && !isSign("!"))
            return comparison();
        ++m_next;
        if (++m_depth > maxDepth)
            return fail(peek().at, "The expression is nested too deeply");
        const std::size_t at = peek().at;
        SYNCLINE_TRY(Computation part, negation());
        --m_depth;
        SYNCLINE_CHECK(need(part, FieldType::Boolean, at));
        return call("not", FieldType::Boolean, {std::move(part)});
    }

    Result<Computation> comparison()
    {
        SYNCLINE_TRY(Computation left, sum());
        for (const std::string_view sign : {"==", "!=", "<=", ">=", "<", ">", "="}) {
            if (!isSign(sign))
                continue;
            const std::size_t at = m_tokens[++m_next].at;
            SYNCLINE_TRY(Computation right, sum());
            if (!isNull(left))
                SYNCLINE_CHECK(need(right, left.type, at));
            return call(sign == "=" ? "==" : std::string(sign), FieldType::Boolean,
                        {std::move(left), std::move(right)});
        }
        return left;
    }

    Result<Computation> arithmetic(std::initializer_list<std::string_view> signs,
                                   Result<Computation> (Parser::*side)())
    {
        const std::size_t at = peek().at;
        SYNCLINE_TRY(Computation left, (this->*side)());
        for (;;) {
            const auto sign = std::ranges::find_if(signs, [this](auto one) { return isSign(one); });
            if (sign == signs.end())
                return left;
            SYNCLINE_CHECK(need(left, FieldType::Number, at));
            const std::size_t second = m_tokens[++m_next].at;
            SYNCLINE_TRY(Computation right, (this->*side)());
            SYNCLINE_CHECK(need(right, FieldType::Number, second));
            left = call(std::string(*sign), FieldType::Number, {std::move(left), std::move(right)});
        }
    }
    Result<Computation> sum() { return arithmetic({"+", "-"}, &Parser::product); }
    Result<Computation> product() { return arithmetic({"*", "/", "%"}, &Parser::unary); }

    Result<Computation> unary()
    {
        if (++m_depth > maxDepth)
            return fail(peek().at, "The expression is nested too deeply");
        Result<Computation> made = take("-") ? negative() : primary();
        --m_depth;
        return made;
    }

    Result<Computation> negative()
    {
        const std::size_t at = peek().at;
        SYNCLINE_TRY(Computation part, unary());
        SYNCLINE_CHECK(need(part, FieldType::Number, at));
        return call("negative", FieldType::Number, {std::move(part)});
    }

    Result<Computation> primary()
    {
        if (take("(")) {
            SYNCLINE_TRY(Computation inner, either());
            SYNCLINE_CHECK(expect(")"));
            return inner;
        }
        const Token token = peek();
        if (token.kind == Token::Kind::Literal) {
            ++m_next;
            return literal(token.value,
                           token.value.isString() ? FieldType::String : FieldType::Number);
        }
        if (token.kind != Token::Kind::Name)
            return unexpected();
        ++m_next;
        if (token.text == "true" || token.text == "false")
            return literal(token.text == "true", FieldType::Boolean);
        if (token.text == "null")
            return literal({}, FieldType::String);
        if (take("("))
            return function(token);
        return path(token);
    }

    static Computation literal(Value value, FieldType type)
    {
        Computation made;
        made.type = type;
        made.value = std::move(value);
        return made;
    }

    Result<Computation> function(const Token &name)
    {
        constexpr std::array aggregates{"count", "sum", "avg", "min", "max"};
        if (std::ranges::find(aggregates, name.text) != aggregates.end())
            return aggregate(name);
        const auto found = std::ranges::find(functions, name.text, &Function::name);
        if (found == functions.end())
            return fail(name.at, "There is no function \"" + name.text + "\"");
        std::vector<Computation> parts;
        do {
            const std::size_t at = peek().at;
            SYNCLINE_TRY(Computation part, either());
            const bool condition = name.text == "if" && parts.empty();
            SYNCLINE_CHECK(need(part, condition ? FieldType::Boolean : found->parts, at));
            const bool alike = found->result == anything && parts.size() > (name.text == "if");
            if (alike && !isNull(parts.back()))
                SYNCLINE_CHECK(need(part, parts.back().type, at));
            parts.push_back(std::move(part));
        } while (take(","));
        SYNCLINE_CHECK(expect(")"));
        if (parts.size() < found->least || parts.size() > found->most)
            return fail(name.at,
                        "The function \"" + name.text + "\" takes " +
                            (found->least == found->most ? std::to_string(found->least)
                                                         : std::to_string(found->least) + " to " +
                                                               std::to_string(found->most)) +
                            " parts");
        const FieldType type = found->result != anything ? found->result
                               : isNull(parts.back())    ? parts[parts.size() - 2].type
                                                         : parts.back().type;
        return call(name.text, type, std::move(parts));
    }

    /** A column of @p model, as it is computed with. */
    Result<Computation> column(const ModelDef &model, const Token &name) const
    {
        Computation made;
        made.kind = Kind::Field;
        if (isSystemField(name.text)) {
            made.name = name.text;
            made.type = systemFieldDef(name.text)->type;
            return made;
        }
        const FieldDef *field = model.findField(name.text);
        if (field == nullptr)
            return fail(name.at, "The model " + model.name + " has no field \"" + name.text + "\"");
        made.type = computedType(*field);
        made.name = field->storageKey;
        if (made.type == anything || !field->isStored())
            return fail(name.at,
                        "The field \"" + name.text + "\" of " + model.name +
                            " cannot be computed with: it is a " +
                            (field->list ? "list" : std::string(fieldTypeName(field->type))));
        return made;
    }

    Result<Computation> path(const Token &name)
    {
        if (!take("."))
            return column(*m_scope, name);
        const FieldDef *field = m_scope->findField(name.text);
        const ModelDef *other = field ? m_models(field->relatedModel) : nullptr;
        const Token last = peek();
        if (field == nullptr || field->type != FieldType::BelongsTo || field->list || !other)
            return fail(name.at, "\"" + name.text + "\" is no record that this one belongs to");
        if (last.kind != Token::Kind::Name)
            return unexpected();
        ++m_next;
        SYNCLINE_TRY(Computation made, column(*other, last));
        made.kind = Kind::Parent;
        made.table = other->storageKey;
        made.link = field->storageKey;
        return made;
    }

    /** Table and columns of the relationship @p name; its model. */
    Result<const ModelDef *> relation(const Token &name, Computation &made) const
    {
        const FieldDef *field = m_scope->findField(name.text);
        const ModelDef *other = field ? m_models(field->relatedModel) : nullptr;
        const bool through = field && field->type == FieldType::HasManyThrough;
        const bool many =
            field && (field->type == FieldType::HasMany || field->type == FieldType::HasOne);
        const ModelDef *holder = through ? m_models(field->joinModel) : other;
        const FieldDef *link = holder && field ? holder->findField(field->inverseField) : nullptr;
        if ((!through && !many) || other == nullptr || link == nullptr)
            return fail(name.at, "\"" + name.text + "\" is no relationship to many records");
        made.table = other->storageKey;
        made.link = link->storageKey;
        if (through) {
            const FieldDef *to = holder->findField(field->joinField);
            if (to == nullptr)
                return fail(name.at, "\"" + name.text + "\" is no relationship to many records");
            made.joinTable = holder->storageKey;
            made.joinTo = to->storageKey;
        }
        return other;
    }

    Result<Computation> aggregate(const Token &name)
    {
        if (m_inAggregate)
            return fail(name.at, "Within a condition no records can be counted or summed up");
        Computation made;
        made.kind = Kind::Aggregate;
        made.name = name.text;
        const Token field = peek();
        if (field.kind != Token::Kind::Name)
            return unexpected();
        ++m_next;
        SYNCLINE_TRY(const ModelDef *other, relation(field, made));
        if (name.text != "count") {
            SYNCLINE_CHECK(expect("."));
            const Token last = peek();
            if (last.kind != Token::Kind::Name)
                return unexpected();
            ++m_next;
            SYNCLINE_TRY(Computation taken, column(*other, last));
            if (name.text == "sum" || name.text == "avg")
                SYNCLINE_CHECK(need(taken, FieldType::Number, last.at));
            made.type = taken.type;
            made.parts.push_back(std::move(taken));
        }
        if (take(","))
            SYNCLINE_CHECK(condition(*other, made));
        SYNCLINE_CHECK(expect(")"));
        return made;
    }

    Result<void> condition(const ModelDef &other, Computation &made)
    {
        if (!isWord("where"))
            return unexpected();
        ++m_next;
        SYNCLINE_CHECK(expect(":"));
        const ModelDef *outer = std::exchange(m_scope, &other);
        m_inAggregate = true;
        const std::size_t at = peek().at;
        Result<Computation> read = either();
        m_scope = outer;
        m_inAggregate = false;
        SYNCLINE_TRY(Computation where, std::move(read));
        SYNCLINE_CHECK(need(where, FieldType::Boolean, at));
        made.parts.push_back(std::move(where));
        return {};
    }

    const std::string_view m_text;
    const ModelDef *m_scope; ///< Whose names the words are.
    const ModelLookup &m_models;
    std::vector<Token> m_tokens;
    std::size_t m_next = 0;
    int m_depth = 0;
    bool m_inAggregate = false;
};

} // namespace

Result<Computation> parseComputation(std::string_view text, const ModelDef &model,
                                     const ModelLookup &models)
{
    return Parser(text, model, models).parse();
}

} // namespace syncline
