#include "scripting/stub/StubWriter.h"

#include "scripting/binding/Binding.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace syncline {

namespace {

/** "json.encode(value: any, options?: table): string" taken apart. */
struct Signature
{
    struct Parameter
    {
        std::string name; ///< "options?", "..."
        std::string type;
    };
    std::string path; ///< "json.encode", "record:changed", "ctx.params"
    bool isFunction = false;
    std::vector<Parameter> parameters;
    std::string result;

    [[nodiscard]] std::string lastName() const
    {
        const std::size_t at = path.find_last_of(".:");
        return at == std::string::npos ? path : path.substr(at + 1);
    }
    [[nodiscard]] bool isMethod() const { return path.find(':') != std::string::npos; }
};

/** The position of @p c outside of brackets; npos when there is none. */
std::size_t findOutside(std::string_view text, char c, std::size_t from = 0)
{
    int depth = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (depth == 0 && text[i] == c)
            return i;
        if (text[i] == '(' || text[i] == '<')
            ++depth;
        else if (text[i] == ')' || text[i] == '>')
            --depth;
    }
    return std::string_view::npos;
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

Signature::Parameter parameterFrom(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return {std::string(trimmed(text)), "any"};
    return {std::string(trimmed(text.substr(0, colon))),
            std::string(trimmed(text.substr(colon + 1)))};
}

Signature parse(std::string_view text)
{
    Signature signature;
    const std::size_t open = findOutside(text, '(');
    if (open == std::string_view::npos) { // a key: "ctx.params: table"
        const std::size_t colon = findOutside(text, ':');
        signature.path = text.substr(0, colon);
        signature.result = trimmed(text.substr(colon + 1));
        return signature;
    }
    signature.isFunction = true;
    signature.path = text.substr(0, open);
    const std::size_t close = findOutside(text.substr(open + 1), ')') + open + 1;
    std::string_view inside = text.substr(open + 1, close - open - 1);
    while (!inside.empty()) {
        const std::size_t comma = std::min(findOutside(inside, ','), inside.size());
        signature.parameters.push_back(parameterFrom(inside.substr(0, comma)));
        inside.remove_prefix(std::min(comma + 1, inside.size()));
    }
    const std::size_t colon = text.find(':', close);
    signature.result = colon == std::string_view::npos ? "nil" : trimmed(text.substr(colon + 1));
    return signature;
}

std::string functionType(const Signature &signature, std::string_view self)
{
    std::string type = "fun(";
    bool isFirst = true;
    if (signature.isMethod() && !self.empty()) {
        type += "self: " + std::string(self);
        isFirst = false;
    }
    for (const auto &parameter : signature.parameters) {
        type += (isFirst ? "" : ", ") + parameter.name + ": " + parameter.type;
        isFirst = false;
    }
    type += ")";
    return signature.result == "nil" ? type : type + ": " + signature.result;
}

void writeFunction(std::string &out, const Binding &binding, const Signature &signature)
{
    out += "\n---" + std::string(binding.summary) + "\n";
    if (*binding.errors != '\0')
        out += "---\n---Raises: " + std::string(binding.errors) + "\n";
    std::string names;
    for (const auto &parameter : signature.parameters) {
        out += "---@param " + parameter.name + " " + parameter.type + "\n";
        std::string plain = parameter.name;
        if (plain.ends_with('?'))
            plain.pop_back();
        names += (names.empty() ? "" : ", ") + plain;
    }
    if (signature.result != "nil")
        out += "---@return " + signature.result + "\n";
    out += "function " + signature.path + "(" + names + ") end\n";
}

std::string className(const Module &module)
{
    const std::string_view name = module.name;
    return name == "json handle" ? "json" : std::string(name);
}

void writeClass(std::string &out, const Module &module)
{
    const std::string name = className(module);
    out += "\n---" + std::string(module.summary) + "\n---@class " + name + "\n";
    std::string entries; // of what stands for many names: <model>.find_one
    for (const Binding &binding : module.bindings) {
        const Signature signature = parse(binding.signature);
        const std::string type =
            signature.isFunction ? functionType(signature, name) : signature.result;
        const std::string field = signature.lastName();
        const std::string line = type + " " + binding.summary + "\n";
        const bool isEntry = signature.path.find(">.") != std::string::npos ||
                             signature.path.find(">:") != std::string::npos;
        std::string &into = isEntry ? entries : out;
        if (!field.starts_with('<'))
            into += "---@field " + field + " " + line;
        else if (isEntry || module.bindings.size() == 1)
            into += "---@field [string] " + line;
    }
    if (!entries.empty()) {
        out += "---@field [string] " + name + ".entry|function\n";
        out += "\n---@class " + name + ".entry\n" + entries;
    }
}

void writeModule(std::string &out, const Module &module)
{
    if (module.kind != Module::Kind::Library && module.kind != Module::Kind::Functions) {
        writeClass(out, module);
        return;
    }
    if (module.kind == Module::Kind::Library)
        out += "\n---" + std::string(module.summary) + "\n" + module.name + " = {}\n";
    for (const Binding &binding : module.bindings) {
        const Signature signature = parse(binding.signature);
        if (signature.isFunction)
            writeFunction(out, binding, signature);
        else
            out += "\n---" + std::string(binding.summary) + "\n" + signature.path + " = nil\n";
    }
}

} // namespace

std::string stubText()
{
    std::string out = "---@meta\n"
                      "-- Written by the program from its own bindings; StubTest compares. For "
                      "editors that know LuaLS.\n"
                      "\n---@class null\nnull = nil\n"
                      "\n---@type api\napi = nil\n"
                      "\n---@type table<string, string>\nconfig = nil\n";
    for (const Module *module : allModules())
        writeModule(out, *module);
    return out;
}

std::string referenceText()
{
    std::string out =
        "# Lua reference\n\n"
        "Everything that effects, preconditions, validations and connectors can call, made from "
        "the "
        "program's own table of bindings. Lua's own `string`, `table`, `math`, `utf8` and "
        "`coroutine` are there, too, and of `os` what tells the time; `io`, `debug` and `package` "
        "are not.\n";
    for (const Module *module : allModules()) {
        out += "\n## " + std::string(module->name) + "\n";
        if (*module->summary != '\0')
            out += "\n" + std::string(module->summary) + "\n";
        for (const Binding &binding : module->bindings) {
            out += "\n### `" + std::string(binding.signature) + "`\n\n" + binding.summary + "\n";
            if (*binding.errors != '\0')
                out += "\nRaises: " + std::string(binding.errors) + "\n";
            if (*binding.example != '\0')
                out += "\n```lua\n" + std::string(binding.example) + "\n```\n";
        }
    }
    return out;
}

} // namespace syncline
