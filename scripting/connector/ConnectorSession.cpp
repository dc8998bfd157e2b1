#include "scripting/connector/ConnectorBody.h"
#include "scripting/runtime/LuaSession.h"

// The connector half of ScriptSession.

namespace syncline {

namespace {

std::optional<double> numberOf(const Value &value)
{
    if (value.isNumber())
        return value.asDouble();
    return std::nullopt;
}

ConnectorOption optionFrom(const Value &value)
{
    ConnectorOption option;
    option.name = value["name"].stringOr();
    option.type = value["type"].stringOr("string");
    option.label = value["label"].stringOr(option.name);
    option.help = value["help"].stringOr();
    option.group = value["group"].stringOr();
    option.placeholder = value["placeholder"].stringOr();
    option.secret = value["secret"].boolOr();
    option.optional = value["optional"].boolOr();
    option.defaultValue = value["default"];
    option.min = numberOf(value["min"]);
    option.max = numberOf(value["max"]);
    if (value["values"].isList()) {
        for (const Value &item : value["values"].asList())
            option.values.push_back(item.stringOr());
    }
    return option;
}

ConnectorInfo infoFrom(const Value &value, std::string file)
{
    ConnectorInfo info;
    info.kind = value["kind"].stringOr();
    info.title = value["title"].stringOr();
    info.summary = value["summary"].stringOr();
    info.icon = value["icon"].stringOr();
    info.docs = value["docs"].stringOr();
    info.deltaSync = value["deltaSync"].boolOr();
    info.auth = value["auth"];
    info.rateLimit = value["rateLimit"];
    info.hasTest = value["hasTest"].boolOr();
    info.file = std::move(file);
    for (const Value &option : value["options"].asList())
        info.options.push_back(optionFrom(option));
    return info;
}

/** Lists of {name = …} become objects by name: their order is the connector's. */
Value fieldsByName(const Value &list)
{
    ValueObject fields;
    if (!list.isList())
        return fields;
    for (const Value &item : list.asList()) {
        ValueObject field = item.asObject();
        const std::string name = field.at("name").stringOr();
        field.remove("name");
        if (field.contains("fields"))
            field.set("fields", fieldsByName(field.at("fields")));
        fields.set(name, std::move(field));
    }
    return fields;
}

ProposedModels modelsFrom(const Value &value)
{
    ProposedModels models;
    models.locales = value["locales"];
    ValueList documents;
    for (const Value &item : value["documents"].asList()) {
        ValueObject document = item.asObject();
        document.set("fields", fieldsByName(document.at("fields")));
        documents.push_back(std::move(document));
    }
    models.documents = std::move(documents);
    return models;
}

/** At least the file, when the kit found the fault after the connector's own code had returned. */
Error inFile(Error error, const std::string &file)
{
    if (error.place.empty())
        error.place = file;
    return error;
}

} // namespace

Task<Result<ConnectorInfo>> LuaSession::describe(std::string connectorFile)
{
    ConnectorBody body(*this, connectorFile, "_describe", {});
    Result<void> done = co_await execute(body);
    if (!done)
        co_return inFile(std::move(done).error(), connectorFile);
    co_return infoFrom(body.result, std::move(connectorFile));
}

Task<Result<ProposedModels>> LuaSession::proposeModels(std::string connectorFile,
                                                       ValueObject options)
{
    ConnectorBody body(*this, connectorFile, "_propose", std::move(options));
    Result<void> done = co_await execute(body);
    if (!done)
        co_return inFile(std::move(done).error(), connectorFile);
    co_return modelsFrom(body.result);
}

Task<Result<std::string>> LuaSession::testConnection(std::string connectorFile)
{
    ConnectorBody body(*this, connectorFile, "_test",
                       m_syncScope != nullptr ? m_syncScope->options() : ValueObject{});
    Result<void> done = co_await execute(body);
    if (!done)
        co_return inFile(std::move(done).error(), connectorFile);
    co_return body.result.stringOr();
}

Task<Result<void>> LuaSession::runSync(std::string connectorFile)
{
    ConnectorBody body(*this, connectorFile, "_sync",
                       m_syncScope != nullptr ? m_syncScope->options() : ValueObject{});
    Result<void> done = co_await execute(body);
    if (!done)
        co_return inFile(std::move(done).error(), connectorFile);
    co_return done;
}

} // namespace syncline
