#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/binding/Userdata.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/lua/OutsideMemory.h"
#include "scripting/module/JsonModule.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/source/FileSource.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

namespace fs = std::filesystem;

class FilesObject
{
public:
    static constexpr const char *typeName = "syncline.files";
    static void open(lua_State * /*lua*/) {}

    explicit FilesObject(std::unique_ptr<FileSource> fileSource)
        : source(std::move(fileSource))
    {
    }
    std::unique_ptr<FileSource> source;
};

fs::path wholePath(const fs::path &path)
{
    std::error_code error;
    fs::path whole = fs::weakly_canonical(path, error);
    return error ? path.lexically_normal() : whole;
}

bool isWithin(const fs::path &path, const fs::path &root)
{
    const auto [rootEnd, ignored] =
        std::mismatch(root.begin(), root.end(), path.begin(), path.end());
    return rootEnd == root.end();
}

Result<fs::path> located(LuaSession &session, const std::string &path)
{
    if (fs::path(path).is_absolute())
        return fs::path(path);
    if (session.services().sources == nullptr)
        return Error(errc::notFound, "There is no file \"%1\".", {path});
    return session.services().sources->filePath(path);
}

/** Scripts reach the project's files, and what people chose in the connection's form. */
Result<fs::path> allowedPath(LuaSession &session, const std::string &path)
{
    SYNCLINE_TRY(const fs::path asked, located(session, path));
    if (!fs::path(path).is_absolute()) {
        const fs::path whole = wholePath(asked);
        SYNCLINE_TRY(const fs::path inside, located(session, "syncline.json"));
        if (isWithin(whole, wholePath(inside).parent_path()))
            return whole;
    }
    if (const SyncScope *scope = session.syncScope()) {
        for (const ConnectorOption &option : scope->connector().options) {
            if (option.type != "file" && option.type != "folder")
                continue;
            const std::string chosen = scope->options().at(option.name).stringOr();
            if (chosen.empty())
                continue;
            const Result<fs::path> root = located(session, chosen);
            if (root && isWithin(wholePath(asked), wholePath(root.value())))
                return wholePath(asked);
        }
    }
    return Error(errc::permissionDenied,
                 "A script may not read %1: it is outside of the project and not chosen in the "
                 "connection's options.",
                 {path});
}

CellType cellType(const std::string &column, std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name == "integer" || name == "int")
        return CellType::Integer;
    if (name == "number" || name == "float")
        return CellType::Number;
    if (name == "boolean")
        return CellType::Boolean;
    if (name == "string" || name == "text")
        return CellType::Text;
    throw lua::ScriptRaise(
        Error(errc::invalidInput,
              "source.files: the type \"%1\" of the column %2 is none of integer, number, boolean, "
              "string.",
              {name, column}));
}

FileSourceOptions optionsFrom(LuaSession &session, const ValueObject &given)
{
    constexpr std::string_view known[] = {"path",  "format", "chunk",      "delimiter",
                                          "types", "id",     "items_path", "resume"};
    for (const auto &[name, value] : given) {
        if (std::find(std::begin(known), std::end(known), name) == std::end(known)) {
            throw lua::ScriptRaise(
                Error(errc::invalidInput, "source.files has no option \"%1\".", {name}));
        }
    }
    FileSourceOptions options;
    Result<fs::path> path = allowedPath(session, given.at("path").stringOr());
    if (!path)
        throw lua::ScriptRaise(std::move(path).error());
    options.path = std::move(path).value();
    options.format = given.at("format").stringOr("auto");
    options.chunk =
        static_cast<std::size_t>(std::max<std::int64_t>(1, given.at("chunk").intOr(1000)));
    const std::string delimiter = given.at("delimiter").stringOr();
    if (delimiter.size() > 1)
        throw lua::ScriptRaise(Error(errc::invalidInput, "A CSV delimiter is one character."));
    options.delimiter = delimiter.empty() ? '\0' : delimiter.front();
    if (given.at("types").isObject()) {
        for (const auto &[column, type] : given.at("types").asObject())
            options.types.emplace(column, cellType(column, type.stringOr()));
    }
    options.id = given.at("id").stringOr();
    options.itemsPath = given.at("items_path").stringOr();
    options.resume = given.at("resume");
    return options;
}

// Upvalue 1: the files.
int nextPage(lua_State *lua)
{
    auto &files = lua::checkObject<FilesObject>(lua, lua_upvalueindex(1));
    StateContext::of(lua).throwIfStopped();
    Result<std::optional<FileSource::Page>> page = files.source->next();
    if (!page)
        throw lua::ScriptRaise(std::move(page).error());
    if (!page.value())
        return 0;
    const json::Handle &documents = page.value()->documents;
    pushDocument(lua, documents, documents.size() * lua::aDocument);
    lua::pushValue(lua, page.value()->position);
    lua_pushnumber(lua, files.source->done());
    return 3;
}

int files(lua_State *lua)
{
    const ValueObject given = lua::optionalObject(lua, 1, "options");
    Result<std::unique_ptr<FileSource>> source =
        FileSource::open(optionsFrom(LuaSession::of(lua), given));
    if (!source)
        throw lua::ScriptRaise(std::move(source).error());
    lua::pushObject<FilesObject>(lua, 0, std::move(source).value());
    lua_pushcclosure(lua, lua::entry<nextPage>, 1);
    return 1;
}

constexpr Binding bindings[] = {
    {"files", lua::entry<files>, "source.files(options: table): fun(): json, table, number",
     "Walks over the documents of a file or folder in pages: { path =, format = "
     "\"auto\"|\"csv\"|\"json\"|\"ndjson\", chunk =, delimiter =, types = { column = \"number\" }, "
     "id =, items_path =, resume = }. Gives each page, the position behind it (for resume) and how "
     "much is done, 0 to 1. Only files of the project, and those chosen in the connection's form.",
     "SYNC_NOT_FOUND, SYNC_BAD_JSON, GGT_PERMISSION_DENIED",
     "for page, position in source.files{ path = ctx.options.path } do "
     "ctx.models.Row:insert(page) ctx.checkpoint { at = position } end"},
};

} // namespace

const Module sourceModule{"source", Module::Kind::Library,
                          "What connectors read besides the network.", bindings, nullptr};

} // namespace syncline
