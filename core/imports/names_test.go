package imports

import (
	"slices"
	"testing"
)

// TestNamesOfPrograms reads values under the names, and in the places, that other
// programs and their documentation use.
func TestNamesOfPrograms(t *testing.T) {
	for name, test := range map[string]struct {
		format, text string
		want         map[string]string
	}{
		"requests-oauthlib":                   {"dotenv", "client_key=@CK\nclient_secret=@CS\nresource_owner_key=@TI\nresource_owner_secret=@TS\nrealm=1234567_SB1\n", tbaAnswers()},
		"NetSuite's samples for SOAP":         {"dotenv", "login.acct=1234567_SB1\nlogin.tbaConsumerKey=@CK\nlogin.tbaConsumerSecret=@CS\nlogin.tbaTokenId=@TI\nlogin.tbaTokenSecret=@TS\n", tbaAnswers()},
		"a section of its own":                {"dotenv", "[aws]\naccount = 123456789012\ntoken = @CK\n\n[netsuite]\naccount = \"1234567_SB1\"\nconsumer_key = \"@CK\"\nconsumer_secret = \"@CS\"\ntoken_key = \"@TI\"\ntoken_secret = \"@TS\"\n", tbaAnswers()},
		"another program's section below":     {"dotenv", "[netsuite]\nACCOUNT=1234567_SB1\nCONSUMER_KEY=@CK\nCONSUMER_SECRET=@CS\nTOKEN_ID=@TI\nTOKEN_SECRET=@TS\n[google]\nCLIENT_ID=12-ab.apps.googleusercontent.com\n", tbaAnswers()},
		"a bare token beside its secret":      {"dotenv", "OAUTH_CONSUMER_KEY=@CK\nOAUTH_CONSUMER_SECRET=@CS\nOAUTH_TOKEN=@TI\nOAUTH_TOKEN_SECRET=@TS\nREALM=1234567_SB1\n", tbaAnswers()},
		"a bare account beside the secrets":   {"dotenv", "ACCOUNT=1234567_SB1\nCONSUMER_KEY=@CK\nCONSUMER_SECRET=@CS\nTOKEN_ID=@TI\nTOKEN_SECRET=@TS\n", tbaAnswers()},
		"an account of somebody else":         {"dotenv", "ACCOUNT=7654321\nTOKEN=@CS\nNETSUITE_ACCOUNT_ID=1234567_SB1\nNETSUITE_CONSUMER_KEY=@CK\nNETSUITE_CONSUMER_SECRET=@CS\nNETSUITE_TOKEN_ID=@TI\nNETSUITE_TOKEN_SECRET=@TS\n", tbaAnswers()},
		"objects in objects":                  {"json", `{"netsuite":{"realm":"1234567_SB1","consumer":{"key":"@CK","secret":"@CS"},"token":{"key":"@TI","secret":"@TS"}}}`, tbaAnswers()},
		"beside another service":              {"json", `{"google":{"clientId":"12-ab.apps.googleusercontent.com"},"netsuite":{"account":"1234567_SB1","consumerKey":"@CK","consumerSecret":"@CS","token":{"id":"@TI","secret":"@TS"}}}`, tbaAnswers()},
		"the environment of a Compose file":   {"yaml", "services:\n  app:\n    image: x\n    command: [a, b]\n    environment:\n      - ENVIRONMENT=production\n      - NETSUITE_ACCOUNT_ID=1234567_SB1\n      - NETSUITE_CONSUMER_KEY=@CK\n      - NETSUITE_CONSUMER_SECRET=@CS\n      - NETSUITE_TOKEN_ID=@TI\n      - \"NETSUITE_TOKEN_SECRET=@TS\"\n", tbaAnswers()},
		"a note":                              {"text", "NetSuite (sandbox)\n\nAccount ID: 1234567_SB1\n\nCONSUMER KEY / CLIENT ID\n@CK\nCONSUMER SECRET / CLIENT SECRET\n@CS\nTOKEN ID\n@TI\nTOKEN SECRET\n@TS\n", tbaAnswers()},
		"a note in Markdown":                  {"text", "## NetSuite\n- **Account ID:** 1234567_SB1\n- **Consumer Key:** `@CK`\n* Consumer Secret => @CS\n• Token ID → @TI\n> Token Secret – @TS\n", tbaAnswers()},
		"a table in Markdown":                 {"text", "| Field | Value |\n|---|---|\n| Account ID | 1234567_SB1 |\n| Consumer Key | `@CK` |\n| Consumer Secret | @CS |\n| NetSuite – Token ID | @TI |\n| Token Secret | @TS |\n", tbaAnswers()},
		"a cell of several lines":             {"text", "folder,notes\nNetSuite,\"\nAccount ID: 1234567_SB1\nConsumer Key: @CK\nConsumer Secret: @CS\nToken ID: @TI\nToken Secret: @TS\",\n", tbaAnswers()},
		"aws secretsmanager get-secret-value": {"json", `{"Name":"ns","SecretString":"{\"account\":\"1234567_SB1\",\"consumer_key\":\"@CK\",\"consumer_secret\":\"@CS\",\"token_id\":\"@TI\",\"token_secret\":\"@TS\"}","VersionStages":["AWSCURRENT"]}`, tbaAnswers("name", "ns")},
		"az keyvault secret show":             {"json", `{"id":"https://x.vault.azure.net/secrets/ns/1","value":"{\"account\":\"1234567_SB1\",\"consumer_key\":\"@CK\",\"consumer_secret\":\"@CS\",\"token_id\":\"@TI\",\"token_secret\":\"@TS\"}"}`, tbaAnswers()},
		"JSON in a variable":                  {"dotenv", `NETSUITE_CREDENTIALS='{"account":"1234567_SB1","consumer_key":"@CK","consumer_secret":"@CS","token_id":"@TI","token_secret":"@TS"}'`, tbaAnswers()},
		"terraform output -json":              {"json", `{"netsuite_account":{"sensitive":false,"type":"string","value":"1234567_SB1"},"netsuite_consumer_key":{"sensitive":true,"type":"string","value":"@CK"},"netsuite_consumer_secret":{"sensitive":true,"type":"string","value":"@CS"},"netsuite_token_id":{"sensitive":true,"type":"string","value":"@TI"},"netsuite_token_secret":{"sensitive":true,"type":"string","value":"@TS"},"vpc":{"sensitive":false,"type":"string","value":"x"}}`, tbaAnswers()},
		"kubectl get secret -o json":          {"json", `{"apiVersion":"v1","kind":"Secret","data":{"NETSUITE_ACCOUNT_ID":"MTIzNDU2N19TQjE=","NETSUITE_TOKEN_ID":"NzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MDcwNzA3MA=="}}`, map[string]string{"account": "1234567_SB1", "method": "tba", "token_id": ti}},
		"a key in base64": {"dotenv", "NS_ACCOUNT=1234567\nNS_CLIENT_ID=@CK\nNS_KID=cert-1\nNS_PRIVATE_KEY_B64=LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JR0hBZ0VBTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSEJHMHdhd0lCQVFRZwotLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tCg==\n",
			map[string]string{"account": "1234567", "method": "m2m", "consumer_key": ck, "certificate_id": "cert-1", "key_file": keyPEM, "key_type": "existing"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := readAs(t, test.format, test.text)
			same(t, found, test.want)
		})
	}
}

// TestACredentialUnderAnUnknownNameIsTold: it may be the one that is missed.
func TestACredentialUnderAnUnknownNameIsTold(t *testing.T) {
	for format, text := range map[string]string{
		"dotenv": "REALM=1234567_SB1\nCONSUMER_KEY=" + ck + "\nMY_TOK=" + ti + "\n",
		"json":   `{"realm":"1234567_SB1","consumer":{"key":"` + ck + `"},"my":{"tok":"` + ti + `"}}`,
	} {
		f, _ := Find(format)
		found, err := Read(f, []byte(text), Choice{})
		want := map[string]string{"dotenv": "MY_TOK: not known", "json": "my.tok: not known"}[format]
		if err != nil || !slices.Contains(found.Left, want) {
			t.Errorf("%s: %v, %v", format, found.Left, err)
		}
	}
}
