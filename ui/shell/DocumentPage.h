#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QIcon>
#include <QJsonObject>
#include <QWidget>

#include <functional>

class QAction;

namespace syncline::ui {

/**
 * One tab's content. A page owns itself: its model, actions, menus and state. It never knows the
 * window; it asks for things by signals. Window thread only.
 */
class DocumentPage : public QWidget
{
    Q_OBJECT

public:
    DocumentPage(DocumentRef ref, const UiContext &context, QWidget *parent);

    [[nodiscard]] const DocumentRef &ref() const { return m_ref; }
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QIcon icon() const = 0;
    /** Has something that closing would lose: the tab shows a dot and closing asks. */
    [[nodiscard]] virtual bool isModified() const { return false; }
    /** Whether saveAndClose() is possible; else closing can only lose what is not saved. */
    [[nodiscard]] virtual bool canSave() const { return false; }
    /** Saves, then asks to be closed; stays open when that fails. */
    virtual void saveAndClose() {}
    /** It is about to be closed without saving, as the user wished. */
    virtual void discardChanges() {}
    /** What "Run" (F5) does while this page is in front; nullptr: nothing. */
    [[nodiscard]] virtual QAction *runAction() const { return nullptr; }
    /** What comes back after a restart: filters, sort, position, unsaved text. */
    [[nodiscard]] virtual QJsonObject state() const { return {}; }
    virtual void restoreState(const QJsonObject & /*state*/) {}
    /** The document was asked for again, with a line or another detail. */
    virtual void reveal(const DocumentRef & /*ref*/) {}
    /** Puts the keyboard where work starts. */
    virtual void focusContent() { setFocus(); }

Q_SIGNALS:
    void titleChanged();
    void stateChanged();
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void logsRequested(qint64 run);
    void closeRequested();

protected:
    [[nodiscard]] const UiContext &context() const { return m_context; }
    void setRef(const DocumentRef &ref) { m_ref = ref; }

private:
    DocumentRef m_ref;
    const UiContext m_context;
};

using PageFactory = std::function<DocumentPage *(const DocumentRef &ref, const UiContext &context,
                                                 QWidget *parent)>;

} // namespace syncline::ui
