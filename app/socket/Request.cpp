#include "app/socket/Request.h"

#include "core/base/Json.h"

namespace syncline::cli {

namespace {

Value terminalValue(const Request::Terminal &terminal)
{
    return ValueObject{{"terminal", terminal.isTerminal}, {"columns", terminal.columns}};
}

Request::Terminal terminalFrom(const Value &value)
{
    return {.isTerminal = value["terminal"].boolOr(),
            .columns = static_cast<int>(value["columns"].intOr())};
}

} // namespace

std::string Request::toJson() const
{
    ValueList list;
    for (const std::string &word : words)
        list.emplace_back(word);
    ValueObject variables;
    for (const auto &[name, value] : caller.variables)
        variables.set(name, value);
    return json::write(ValueObject{{"verb", verb},
                                   {"words", std::move(list)},
                                   {"directory", caller.directory.string()},
                                   {"variables", std::move(variables)},
                                   {"out", terminalValue(out)},
                                   {"err", terminalValue(err)}});
}

Result<Request> Request::fromJson(std::string_view text)
{
    SYNCLINE_TRY(const Value value, json::parse(text));
    Request request;
    request.verb = value["verb"].stringOr();
    if (value["words"].isList()) {
        for (const Value &word : value["words"].asList())
            request.words.push_back(word.stringOr());
    }
    request.caller.directory = value["directory"].stringOr();
    if (value["variables"].isObject()) {
        for (const auto &[name, given] : value["variables"].asObject())
            request.caller.variables[name] = given.stringOr();
    }
    request.out = terminalFrom(value["out"]);
    request.err = terminalFrom(value["err"]);
    return request;
}

std::string Welcome::toJson() const
{
    return json::write(ValueObject{{"protocol", protocol},
                                   {"version", version},
                                   {"project", project},
                                   {"environment", environment}});
}

Result<Welcome> Welcome::fromJson(std::string_view text)
{
    SYNCLINE_TRY(const Value value, json::parse(text));
    return Welcome{.protocol = static_cast<int>(value["protocol"].intOr()),
                   .version = value["version"].stringOr(),
                   .project = value["project"].stringOr(),
                   .environment = value["environment"].stringOr()};
}

} // namespace syncline::cli
