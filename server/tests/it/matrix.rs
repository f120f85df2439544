//! Who may use which operation: every one of the API document, tried by everybody who may not.
//!
//! An operation that is new fails here until it is written down for whom it is.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::TestApp;
use crate::support::http::Asking;

/// Whom an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Anybody.
    Anybody,
    /// Whoever is logged in, wherever.
    Persons,
    /// People of a salon from this role on.
    From(Role),
    /// Owners, of a salon that is suspended too.
    Payers,
    /// Those who look after the installation.
    Operators,
    /// Keys with this scope.
    Keys(&'static str),
    /// The telephone company, Vapi, or the payment company.
    Telephone,
}

fn whom() -> BTreeMap<&'static str, For> {
    use For::{Anybody, From, Keys, Operators, Payers, Persons, Telephone};
    let of = |whom: For, names: &'static str| names.split_whitespace().map(move |name| (name, whom));
    of(Anybody, "getCalendarFeed getHealth getOpenapi getSpeech logIn logInSecondStep signUp forgotPassword resetPassword \
                 verifyEmail lookAtInvitation acceptInvitation getVisitPage confirmVisitPage cancelVisitPage \
                 listVisitTimes moveVisitPage")
        .chain(of(Persons, "logOut getMe updateMe switchSalon createSalon resendVerification changePassword changeEmail \
                            listSessions revokeSession logOutElsewhere getTwoFactor beginTwoFactor confirmTwoFactor \
                            disableTwoFactor renewRecoveryCodes joinByInvitation"))
        .chain(of(From(Role::Stylist), "getTenant getBookingRules listSpecialDays getHolidays listWorkingDays listEmployees getEmployee \
                                        listEmployeeOverrides listTimeOff getEmployeePhoto listServices listServiceCategories \
                                        getService listAddOns listResources listAppointments getAppointment \
                                        listAppointmentHistory getAvailability checkAvailability searchAvailability"))
        .chain(of(From(Role::FrontDesk), "getSettings listProviders listCustomers listDuplicateCustomers getCustomer createCustomer \
                                          updateCustomer deleteCustomer restoreCustomer mergeCustomers listCalls getCall getCallRecording getCallVoicemail followUpCall \
                                          startCall takeTurn hangUp listWaitlist getWaitlistEntry joinWaitlist \
                                          leaveWaitlist offerWaitlistSlot bookWaitlistEntry listNotifications resendNotification getToday \
                                          listMessageThreads getMessageThread writeToThread readMessageThread \
                                          writeToCustomer listMessageTemplates previewMessageTemplate \
                                          getCallReport exportCallReport getAppointmentReport \
                                          exportAppointmentReport getCustomerReport exportCustomerReport \
                                          createAppointment cancelAppointment moveAppointment setAppointmentStatus \
                                          updateAppointment createVisit createSeries createHold deleteHold"))
        .chain(of(From(Role::Manager), "setOpeningHours setSpecialDay deleteSpecialDay setHolidays setBookingRules \
                                        updateTenantProfile setSettings createEmployee updateEmployee deleteEmployee \
                                        restoreEmployee setEmployeeHours setEmployeeServices setEmployeeOverride \
                                        deleteEmployeeOverride createTimeOff deleteTimeOff setEmployeePhoto \
                                        deleteEmployeePhoto createCalendarFeed deleteCalendarFeed createService \
                                        updateService deleteService restoreService addStarterCatalogue createAddOn \
                                        updateAddOn deleteAddOn restoreAddOn createResource updateResource \
                                        deleteResource restoreResource exportCustomer eraseCustomer exportCustomers \
                                        exportServices exportAppointments importCustomers importServices \
                                        importAppointments listMembers updateMember removeMember listInvitations \
                                        createInvitation resendInvitation revokeInvitation listApiKeys createApiKey \
                                        revokeApiKey listWebhooks createWebhook getWebhook updateWebhook deleteWebhook \
                                        rotateWebhookSecret pingWebhook listWebhookDeliveries replayWebhookDelivery \
                                        listJobs countJobs retryJobs retryJob discardJob setMessageTemplate resetMessageTemplate \
                                        listAuditLog verifyAuditLog getRevenueReport exportRevenueReport \
                                        getReceptionistReport exportReceptionistReport listRehearsals startRehearsal getRehearsal \
                                        getBilling listInvoices getPhoneNumbers searchPhoneNumbers dismissNumberOrders \
                                        checkPhoneNumber setCallForwarding removeCallForwarding beginForwardingTest"))
        .chain(of(From(Role::Owner), "closeTenant orderPhoneNumber releasePhoneNumber keepPhoneNumber"))
        .chain(of(Payers, "openCheckout openPortal previewPlanChange changePlan cancelSubscription resumeSubscription"))
        .chain(of(Operators, "listTenants getOperatorTenant setTenantStatus lookIn"))
        .chain(of(Keys("read"), "aiGetAvailability aiCheckAvailability"))
        .chain(of(Keys("book"), "aiCreateHold aiDeleteHold aiCreateAppointment aiCancelAppointment aiMoveAppointment"))
        .chain(of(Telephone, "receiveCall receiveTurn receiveTransferEnded screenTransfer receiveScreening \
                              receiveVoicemail receiveRecordingStatus receiveFallback receiveLineEnded openRelay \
                              openStream receiveCallStatus receiveSms receiveMessageStatus \
                              receiveVapiMessage completeVapiChat receiveBillingEvent"))
        .collect()
}

struct Operation {
    id: String,
    method: Method,
    path: String,
    statuses: BTreeSet<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(bolt::http::router::openapi()).expect("JSON");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let statuses = operation["responses"].as_object().expect("answers").keys().cloned().collect();
            all.push(Operation {
                id: operation["operationId"].as_str().expect("operationId").to_owned(),
                method: method.to_uppercase().parse().expect("a method"),
                path: path.split('/').map(place).collect::<Vec<_>>().join("/"),
                statuses,
            });
        }
    }
    all
}

/// Something in each place of a path: the guard comes before what stands there.
fn place(part: &str) -> &str {
    match part {
        "{day}" => "2026-03-12",
        "{template}" => "REMINDER.en",
        part if part.starts_with('{') => "none_01h455vb4pex5vsknk084sn02q",
        part => part,
    }
}

fn ask(app: &TestApp, operation: &Operation) -> Asking {
    app.ask(operation.method.clone(), operation.path.clone()).json(&json!({}))
}

#[tokio::test]
async fn it_is_written_down_for_whom_every_operation_is() {
    let documented: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    let written: BTreeSet<String> = whom().keys().map(|id| (*id).to_owned()).collect();
    assert_eq!(written, documented, "as written (left), as documented (right)");
}

#[tokio::test]
async fn nobody_gets_where_they_do_not_belong() {
    let app = TestApp::new().await;
    let whom = whom();
    let roles = [Role::Stylist, Role::FrontDesk, Role::Manager, Role::Owner];
    let mut tokens = Vec::new();
    for role in roles {
        tokens.push(app.member(&app.salon, role).await);
    }
    let manager = &tokens[2];
    let mut keys = BTreeMap::new();
    for scope in ["read", "book"] {
        let body = json!({ "name": scope, "scopes": [scope] });
        let made = app.post("/api/api-keys").bearer(manager).json(&body).send().await.created().data();
        keys.insert(scope, made["secret"].as_str().expect("a secret").to_owned());
    }
    let before = app.rows.everything().await;

    for operation in operations() {
        let id = operation.id.as_str();
        let refused = async |asking: Asking, status: StatusCode, code: &str, who: &str| {
            let answer = asking.send().await;
            assert_eq!(answer.status, status, "{id} by {who}: {}", answer.text());
            assert_eq!(answer.code(), code, "{id} by {who}");
            assert!(operation.statuses.contains(status.as_str()), "{id} does not document {status}");
        };
        match whom[id] {
            For::Anybody | For::Persons | For::Telephone => {}
            For::From(least) => {
                for (role, token) in roles.iter().zip(&tokens).filter(|(role, _)| **role < least) {
                    let asking = ask(&app, &operation).bearer(token);
                    refused(asking, StatusCode::FORBIDDEN, "forbidden", &format!("{role:?}")).await;
                }
            }
            For::Payers => {
                for (role, token) in roles.iter().zip(&tokens).filter(|(role, _)| **role < Role::Owner) {
                    let asking = ask(&app, &operation).bearer(token);
                    refused(asking, StatusCode::FORBIDDEN, "forbidden", &format!("{role:?}")).await;
                }
            }
            For::Operators => {
                for (role, token) in roles.iter().zip(&tokens) {
                    let asking = ask(&app, &operation).bearer(token);
                    refused(asking, StatusCode::FORBIDDEN, "forbidden", &format!("{role:?}")).await;
                }
            }
            For::Keys(scope) => {
                let other = if scope == "read" { "book" } else { "read" };
                let asking = ask(&app, &operation).key(&keys[other]);
                refused(asking, StatusCode::FORBIDDEN, "missing_scope", "another key").await;
            }
        }
    }
    // What was tried is in the log, and nothing else has happened, but for marks of use.
    let after = app.rows.everything().await;
    for (table, rows) in before.iter().filter(|(table, _)| table.as_str() != "api_keys") {
        assert_eq!(&after[table], rows, "{table}");
    }
    let denied = app.get("/api/audit-log?action=denied&pageSize=1").bearer(manager).send().await.ok().json();
    assert!(denied["pagination"]["total"].as_u64() > Some(100), "{denied}");
    for name in keys.keys() {
        let id = app.get("/api/api-keys").bearer(manager).send().await.ok().data();
        let id =
            id.as_array().expect("keys").iter().find(|one| one["name"] == **name).expect("it")["id"].clone();
        let id = id.as_str().expect("an id");
        let denied = app.get(format!("/api/audit-log?actorId={id}")).bearer(manager).send().await.ok().data();
        assert_eq!(denied[0]["action"], "denied");
    }

    // Whose log-in is over gets nowhere.
    app.clock.advance(SignedDuration::from_hours(24 * 8));
    for operation in operations() {
        if matches!(whom[operation.id.as_str()], For::Persons | For::From(_) | For::Payers | For::Operators) {
            for token in &tokens {
                let answer =
                    ask(&app, &operation).bearer(token).send().await.expect(StatusCode::UNAUTHORIZED);
                assert_eq!(answer.code(), "token_expired", "{}", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn a_salon_that_is_suspended_can_be_looked_at_and_not_changed() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    app.rows
        .run(&format!("UPDATE tenants SET status = 'SUSPENDED' WHERE name = '{}'", app.salon.name))
        .await
        .expect("written");
    let whom = whom();
    let before = app.rows.everything().await;

    for operation in operations() {
        let asking = match whom[operation.id.as_str()] {
            For::From(_) => ask(&app, &operation).bearer(&owner),
            For::Keys(_) => ask(&app, &operation).key(&app.salon.key),
            _ => continue,
        };
        let answer = asking.send().await;
        if operation.method == Method::GET {
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{}: {}", operation.id, answer.text());
        } else {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {}", operation.id, answer.text());
            assert_eq!(answer.code(), "salon_suspended", "{}", operation.id);
        }
    }
    let after = app.rows.everything().await;
    for (table, rows) in before.iter().filter(|(table, _)| table.as_str() != "api_keys") {
        assert_eq!(&after[table], rows, "{table}");
    }

    // One's own account is one's own all the same.
    let me = app.get("/api/auth/me").bearer(&owner).send().await.ok().data();
    assert_eq!(me["readOnly"], "SUSPENDED");
    let renamed = app.ask(Method::PATCH, "/api/auth/me").bearer(&owner).json(&json!({ "name": "Maya E." }));
    assert_eq!(renamed.send().await.ok().data()["user"]["name"], "Maya E.");
}

#[tokio::test]
async fn unknown_fields_are_refused_by_name_everywhere() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let document = serde_json::to_value(bolt::http::router::openapi()).expect("JSON");
    let mut tried = 0;
    for operation in
        operations().iter().filter(|operation| !matches!(whom()[operation.id.as_str()], For::Telephone))
    {
        let is_json = document["paths"].as_object().expect("paths").values().any(|item| {
            item.as_object().expect("operations").values().any(|one| {
                one["operationId"] == operation.id.as_str()
                    && one["requestBody"]["content"]["application/json"].is_object()
            })
        });
        if !is_json {
            continue;
        }
        let request = app.ask(operation.method.clone(), operation.path.clone());
        let request = match whom()[operation.id.as_str()] {
            For::Keys(_) => request.key(&app.salon.key),
            _ => request.bearer(&owner),
        };
        let answer = request.json(&json!({ "tenantId2": "x" })).send().await;
        // An id in the path that names nothing is found first; both are refusals.
        if answer.status == StatusCode::BAD_REQUEST {
            assert!(answer.text().contains("tenantId2"), "{}: {}", operation.id, answer.text());
            tried += 1;
        } else {
            assert!(
                [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status),
                "{}: {}",
                operation.id,
                answer.text()
            );
        }
    }
    assert!(tried > 30, "{tried}");
}
