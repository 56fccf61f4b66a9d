import { html, pageResponse } from './page.ts'

/** Asks a person to sign in, on the way to an ask of a program. No script: the form is sent as forms are. */
export function signInPage(query: string, wrong?: string): Response {
  return pageResponse(
    'Sign in to Glovebox',
    html`<p>A program asks to act for you. Sign in to see what it asks for.</p>${
      wrong === undefined ? [] : [html`<p class="wrong" role="alert">${wrong}</p>`]
    }<form method="post" action="/oauth/sign-in"><input type="hidden" name="query" value="${query}">
<label>E-mail <input name="email" type="email" required autocomplete="username"></label>
<label>Password <input name="password" type="password" required autocomplete="current-password"></label>
<label>Code of the authenticator app, where you have one <input name="code" inputmode="numeric" autocomplete="one-time-code"></label>
<label>Organisation, where more than one knows your address <input name="organisation"></label>
<button>Sign in</button></form>
<p class="note">With a passkey or another provider: sign in to this server in this browser, then open this page again.</p>`,
    { status: wrong === undefined ? 200 : 401 },
  )
}
