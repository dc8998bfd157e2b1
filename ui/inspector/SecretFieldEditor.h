#pragma once

#include "ui/inspector/FieldEditor.h"

class QLineEdit;
class QPushButton;

namespace syncline::ui {

/** A password or an encrypted text: whether there is one, a new one typed unseen, or none. */
class SecretFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    SecretFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    void handleTyped(const QString &text);

    QLineEdit *m_edit;
    QPushButton *m_remove;
};

} // namespace syncline::ui
