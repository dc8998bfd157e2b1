#pragma once

#include "core/record/FieldVault.h"
#include "tests/transfer/ImportFixture.h"

namespace syncline::test {

/** Takes files as they are said to be. */
class TrustingVault final : public FieldVault
{
public:
    Result<std::string> seal(std::string_view plain, std::string_view /*context*/) override
    {
        return std::string(plain);
    }
    Result<std::string> open(std::string_view sealed, std::string_view /*context*/) override
    {
        return std::string(sealed);
    }
    Result<std::string> hashPassword(std::string_view plain) override { return std::string(plain); }
    bool isPassword(std::string_view hash, std::string_view plain) override
    {
        return !hash.empty() && hash == plain;
    }
    Result<Value> keepFile(const Value &given) override { return given; }
};

inline Value file(const char *name)
{
    return ValueObject{{"fileName", name},
                       {"mimeType", "text/plain"},
                       {"byteSize", 12},
                       {"hash", std::string(64, 'a')}};
}

/** One field of every type that stores something. */
inline ModelDef everything()
{
    FieldDef address = field("address", FieldType::Object);
    address.fields = {field("street"), field("zip", FieldType::Number)};
    FieldDef state = field("state", FieldType::RecordState);
    state.options = {{"new", "", ""}, {"=known", "", ""}};
    FieldDef color = field("colors", FieldType::Enum);
    color.options = {{"red", "", ""}, {"a,b", "", ""}, {"=x", "", ""}};
    color.list = true;
    FieldDef one = field("color", FieldType::Enum);
    one.options = color.options;
    FieldDef tags = field("tags");
    tags.list = true;
    FieldDef about = field("about", FieldType::Union);
    about.members = {{.model = "thing", .key = "m_thing", .document = {}}};
    FieldDef days = field("days", FieldType::Date);
    days.list = true;
    return model("thing", {field("text"),
                           field("number", FieldType::Number),
                           field("flag", FieldType::Boolean),
                           field("day", FieldType::Date),
                           field("at", FieldType::DateTime),
                           one,
                           color,
                           tags,
                           days,
                           field("data", FieldType::Json),
                           field("mail", FieldType::Email),
                           field("link", FieldType::Url),
                           field("paint", FieldType::Color),
                           field("prose", FieldType::RichText),
                           field("roles", FieldType::RoleList),
                           field("place", FieldType::Vector),
                           reference("other", "thing"),
                           about,
                           address,
                           state,
                           field("paper", FieldType::File)});
}

/** Records of everything(), exported and imported. */
class Things
{
public:
    Things()
        : thing(share(everything()))
    {
        records.apply({thing});
        m_runs = must(RunTable::open(records.store()));
        services.store = &records.store();
        services.runs = m_runs.get();
        services.clock = &m_clock;
        services.model = [this](std::string_view) { return thing; };
        services.vault = &vault;
        services.folder = records.folder() / "imports";
        for (int i = 0; i < 2; ++i)
            records.create(thing, {{"text", "first"}});
    }
    std::vector<RecordRow> all()
    {
        return records.read([&](Database &database) {
            std::vector<RecordRow> rows;
            must(RecordReader(database, *thing).each({}, [&](const RecordRow &row) {
                rows.push_back(row);
                return true;
            }));
            return rows;
        });
    }
    void fill(int count, const std::string &text)
    {
        records.write([&](Database &database) {
            RecordWriter writer(database, *thing, {RunId{1}, records.now});
            for (int i = 0; i < count; ++i)
                must(writer.create({{"text", text}}));
        });
    }
    ExportOutcome write(TransferFormat format, const std::filesystem::path &file,
                        RecordQuery query = {})
    {
        ExportRequest request;
        request.model = "thing";
        request.format = format;
        request.file = file;
        request.query = std::move(query);
        return must(exportRecords(records.store(), *thing, request, {}, [](auto, auto) {}));
    }
    RunInfo read(const std::filesystem::path &file)
    {
        ImportRequest request;
        request.file = file;
        request.map.model = "thing";
        request.map.on = "id";
        const auto import = must(Import::create(services, request, {}, {}));
        return import->perform();
    }

    RecordFixture records;
    TransferFolder folder;
    ModelPtr thing;
    TrustingVault vault;
    ImportServices services;

private:
    SystemClock m_clock;
    std::unique_ptr<RunTable> m_runs;
};

} // namespace syncline::test
