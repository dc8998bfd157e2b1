#include "ui/shell/StandardPages.h"

#include "ui/action/ActionPage.h"
#include "ui/code/CodePage.h"
#include "ui/connection/ConnectionPage.h"
#include "ui/diagram/DiagramPage.h"
#include "ui/inspector/RunPage.h"
#include "ui/records/RecordsPage.h"
#include "ui/schema/SchemaPage.h"
#include "ui/shell/MainWindow.h"
#include "ui/views/ViewNames.h"
#include "ui/views/ViewPage.h"

namespace syncline::ui {

namespace {
template <typename Page>
DocumentPage *makePage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
{
    return new Page(ref, context, parent);
}

/** A view's file is a document with more to it than its text. */
DocumentPage *makeCodePage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
{
    if (!viewOf(ref).isEmpty())
        return new ViewPage(ref, context, parent);
    return new CodePage(ref, context, parent);
}
} // namespace

void registerStandardPages(MainWindow &window, DiagramLayout *diagramLayout)
{
    window.registerPage(DocumentRef::Kind::Records, makePage<RecordsPage>);
    window.registerPage(DocumentRef::Kind::Connection, makePage<ConnectionPage>);
    window.registerPage(DocumentRef::Kind::Action, makePage<ActionPage>);
    window.registerPage(DocumentRef::Kind::Code, makeCodePage);
    window.registerPage(DocumentRef::Kind::Run, makePage<RunPage>);
    window.registerPage(DocumentRef::Kind::Schema, makePage<SchemaPage>);
    window.registerPage(
        DocumentRef::Kind::Diagram,
        [diagramLayout](const DocumentRef &ref, const UiContext &context, QWidget *parent) {
            return new DiagramPage(ref, context, diagramLayout, parent);
        });
}

} // namespace syncline::ui
