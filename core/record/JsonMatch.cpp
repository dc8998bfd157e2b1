#include "core/record/JsonMatch.h"

#include "core/base/Time.h"

namespace syncline {

namespace {

constexpr int maxNesting = 6;

/** Names the type and the value of a place inside a JSON text. */
struct Node
{
    std::string type;
    std::string scalar;    ///< As an SQL value.
    std::string container; ///< As JSON text.
};

class JsonCompiler
{
public:
    JsonCompiler(JsonMatch mode, std::vector<Value> &parameters)
        : m_mode(mode),
          m_parameters(parameters)
    {
    }

    std::string condition(const Node &node, const Value &wanted, int depth)
    {
        switch (wanted.kind()) {
        case Value::Kind::Null:
            return node.type + " = 'null'";
        case Value::Kind::Bool:
            return node.type + (wanted.asBool() ? " = 'true'" : " = 'false'");
        case Value::Kind::Int:
        case Value::Kind::Double:
            m_parameters.push_back(wanted);
            return "(" + node.type + " IN ('integer', 'real') AND " + node.scalar + " = ?)";
        case Value::Kind::String:
            return text(node, wanted.asString());
        case Value::Kind::Date:
            return text(node, iso::format(wanted.asDate()));
        case Value::Kind::DateTime:
            return text(node, iso::format(wanted.asDateTime()));
        case Value::Kind::List:
            return list(node, wanted.asList(), depth);
        case Value::Kind::Object:
            return object(node, wanted.asObject(), depth);
        }
        return "0";
    }

    [[nodiscard]] bool tooDeep() const { return m_tooDeep; }

private:
    std::string text(const Node &node, std::string value)
    {
        m_parameters.emplace_back(std::move(value));
        return "(" + node.type + " = 'text' AND " + node.scalar + " = ?)";
    }

    /** EXISTS over the children of @p node; @p key is "" or a condition on the key. */
    std::string child(const Node &node, std::string_view keyCondition, const Value &wanted,
                      int depth)
    {
        if (depth >= maxNesting) {
            m_tooDeep = true;
            return "0";
        }
        const std::string name = "j" + std::to_string(depth);
        const Node inner{name + ".type", name + ".value", name + ".value"};
        std::string sql =
            "EXISTS (SELECT 1 FROM json_each(" + node.container + ") AS " + name + " WHERE ";
        if (!keyCondition.empty())
            sql += name + ".key" + std::string(keyCondition) + " AND ";
        return sql + condition(inner, wanted, depth + 1) + ")";
    }

    std::string list(const Node &node, const ValueList &wanted, int depth)
    {
        std::string sql = "CASE " + node.type + " WHEN 'array' THEN ";
        if (m_mode == JsonMatch::Equal)
            sql += "json_array_length(" + node.container + ") = " + std::to_string(wanted.size());
        else
            sql += "1";
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const std::string key = m_mode == JsonMatch::Equal ? " = " + std::to_string(i) : "";
            sql += " AND " + child(node, key, wanted[i], depth);
        }
        return sql + " ELSE 0 END";
    }

    std::string object(const Node &node, const ValueObject &wanted, int depth)
    {
        std::string sql = "CASE " + node.type + " WHEN 'object' THEN ";
        if (m_mode == JsonMatch::Equal)
            sql += "(SELECT count(*) FROM json_each(" + node.container +
                   ")) = " + std::to_string(wanted.size());
        else
            sql += "1";
        for (const auto &[key, value] : wanted) {
            m_parameters.emplace_back(key);
            sql += " AND " + child(node, " = ?", value, depth);
        }
        return sql + " ELSE 0 END";
    }

    JsonMatch m_mode;
    std::vector<Value> &m_parameters;
    bool m_tooDeep = false;
};

Error tooDeepError()
{
    return {errc::invalidQueryInput,
            "The JSON in this filter is nested too deeply: at most %1 levels.",
            {std::to_string(maxNesting)}};
}

} // namespace

Result<std::string> jsonCondition(std::string_view column, const Value &wanted, JsonMatch mode,
                                  std::vector<Value> &parameters)
{
    const std::string name(column);
    JsonCompiler compiler(mode, parameters);
    const Node root{"json_type(" + name + ")", "json_extract(" + name + ", '$')", name};
    std::string sql = "(" + name + " IS NOT NULL AND " + compiler.condition(root, wanted, 0) + ")";
    if (compiler.tooDeep())
        return tooDeepError();
    return sql;
}

Result<std::string> jsonListHas(std::string_view column, const Value &item,
                                std::vector<Value> &parameters)
{
    return jsonCondition(column, ValueList{item}, JsonMatch::Includes, parameters);
}

} // namespace syncline
