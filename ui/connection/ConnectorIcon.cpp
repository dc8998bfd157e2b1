#include "ui/connection/ConnectorIcon.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

QIcon connectorIcon(const std::string &kind, const std::string &icon)
{
    const QIcon own = themedIcon(toQString(icon));
    if (!icon.empty() && !own.isNull())
        return own;
    if (kind == "files")
        return themedIcon(u"folder"_s);
    if (kind == "rest" || kind == "graphql")
        return themedIcon(u"globe"_s);
    if (kind == "sql")
        return themedIcon(u"model"_s);
    return themedIcon(kind.find("shop") != std::string::npos ? u"shop"_s : u"connection"_s);
}

} // namespace syncline::ui
