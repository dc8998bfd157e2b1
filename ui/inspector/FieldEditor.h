#pragma once

#include "core/model/ModelDef.h"
#include "ui/shell/DocumentRef.h"

#include <QWidget>

#include <optional>

namespace syncline::ui {

/**
 * One field of a record in a form. Holds the stored value and, once edited, the pending one; what
 * was not edited is never given back, so a value that the control cannot show whole is never
 * written in its shortened form.
 */
class FieldEditor : public QWidget
{
    Q_OBJECT

public:
    FieldEditor(FieldDef field, QWidget *parent);

    [[nodiscard]] const FieldDef &field() const { return m_field; }
    /** Shows @p stored, or @p pending over it. */
    void setValues(const Value &stored, const std::optional<Value> &pending);
    [[nodiscard]] const Value &stored() const { return m_stored; }
    [[nodiscard]] bool isEdited() const { return m_pending.has_value(); }
    [[nodiscard]] const std::optional<Value> &pending() const { return m_pending; }
    /** Why the control's text is no value of this field; empty: it is one. */
    [[nodiscard]] const QString &problem() const { return m_problem; }
    void setProblem(const QString &problem);
    /** Whether the problem is what was typed, and not what somebody said of the value. */
    [[nodiscard]] bool hasWrongInput() const { return m_isWrong; }
    /** Off where everything is new: nothing is marked as changed. */
    void setMarksEdits(bool marksEdits) { m_marksEdits = marksEdits; }
    void setEditable(bool isEditable);
    [[nodiscard]] bool isEditable() const { return m_isEditable; }

Q_SIGNALS:
    void edited();
    void problemChanged();
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

protected:
    /** Puts @p value into the control; must not count as an edit. */
    virtual void show(const Value &value) = 0;
    virtual void applyEditable(bool isEditable) = 0;
    /** The control to colour. */
    [[nodiscard]] virtual QWidget *control() const = 0;
    /** The user made it @p value. The same as what is stored is no edit. */
    void takeEdit(const Result<Value> &value);

private:
    void updateLook();

    const FieldDef m_field;
    Value m_stored;
    std::optional<Value> m_pending;
    QString m_problem;
    bool m_isWrong = false;
    bool m_isEditable = true;
    bool m_marksEdits = true;
    bool m_isShowing = false;
};

/** The editor for @p field. One file per kind of control; a new type of field gets its place here.
 */
[[nodiscard]] FieldEditor *makeFieldEditor(const FieldDef &field, const Value &value,
                                           QWidget *parent);

} // namespace syncline::ui
