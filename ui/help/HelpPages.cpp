#include "ui/help/HelpPages.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString translated(const char *title)
{
    return QCoreApplication::translate("HelpPages", title);
}

} // namespace

std::vector<HelpPage> helpPages()
{
    return {
        {u"getting-started"_s, translated("Getting started")},
        {u"project-files"_s, translated("Files of a project")},
        {u"models-changes"_s, translated("Changing models")},
        {u"models"_s, translated("Models and fields")},
        {u"relationships"_s, translated("Relationships")},
        {u"connectors"_s, translated("Connectors")},
        {u"editing"_s, translated("Editing records")},
        {u"filters"_s, translated("Filters, order and search")},
        {u"import-export"_s, translated("Import and export")},
        {u"views"_s, translated("Views")},
        {u"history"_s, translated("History")},
        {u"lua-reference"_s, translated("Lua reference")},
        {u"command-line"_s, translated("Command line")},
        {u"keyboard"_s, translated("Keyboard")},
    };
}

QString helpPageFor(const DocumentRef &document)
{
    if (!document.isValid())
        return u"getting-started"_s;
    switch (document.kind) {
    case DocumentRef::Kind::Code:
        if (document.name.endsWith(u".sql"_s))
            return u"views"_s;
        return document.name.endsWith(u".lua"_s) ? u"lua-reference"_s : u"project-files"_s;
    case DocumentRef::Kind::Action:
        return u"project-files"_s;
    case DocumentRef::Kind::Schema:
    case DocumentRef::Kind::Diagram:
        return u"models"_s;
    case DocumentRef::Kind::Connection:
        return u"connectors"_s;
    case DocumentRef::Kind::Records:
        return u"editing"_s;
    case DocumentRef::Kind::Run:
        break;
    }
    return u"getting-started"_s;
}

QString helpText(const QString &name)
{
    QFile file(u":/help/"_s + name + u".md"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll());
}

} // namespace syncline::ui
